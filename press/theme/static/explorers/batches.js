// Sequences of unequal length, padded and packed; the arithmetic is that of batches.py.
const mean = list => list.reduce((sum, value) => sum + value, 0) / list.length;

// One step of a batch, from its states.
const advance = ({ W_ih, W_hh, b }, inputs, states) => inputs.map((input, k) => Math.tanh(W_ih * input + W_hh * states[k] + b));

// The states of one sequence.
function run(weights, sequence) {
  let h = [0];
  return sequence.map(input => (h = advance(weights, [input], h))[0]);
}

// The order of the sequences, longest first, and for each step what is packed.
function pack(x, lengths) {
  const order = lengths.map((_, b) => b).sort((a, b) => lengths[b] - lengths[a]);
  const data = x[0].map((_, t) => order.filter(b => lengths[b] > t).map(b => x[b][t]));
  return { order, data: data.filter(column => column.length) };
}

// The last states of a packed batch; a sequence that has ended keeps its own.
function runPacked(weights, { order, data }) {
  let h = order.map(() => 0);
  for (const column of data) h = [...advance(weights, column, h), ...h.slice(column.length)];
  return order.map((_, b) => h[order.indexOf(b)]);
}

explore("batches", {
  begin: ({ x, lengths }) => ({ tensors: { x: x.flat(), lengths }, choices: { reading: between(0, 0, 4) } }),

  compute(numbers, { reading }, tensors) {
    const T = numbers.x[0].length, x = numbers.x.map((_, b) => tensors.x.slice(b * T, b * T + T));
    const lengths = tensors.lengths.map(Math.round), packed = pack(x, lengths), output = x.map(row => run(numbers, row));
    const read = output.map((row, b) => row.map((_, t) => [t === T - 1, t === lengths[b] - 1, true, t < lengths[b], t === lengths[b] - 1][reading]));
    const answer = reading === 4 ? runPacked(numbers, packed) : output.map((row, b) => mean(row.filter((_, t) => read[b][t])));
    const alone = x.map((row, b) => mean(run(numbers, row.slice(0, lengths[b])).slice(reading === 2 || reading === 3 ? 0 : -1)));
    const wrong = [...alone.keys()].filter(b => Math.abs(alone[b] - answer[b]) > 1e-9);
    const values = { x, lengths, output, answer, alone, order: packed.order }, only = [wrong.length ? "wrong" : "right"];
    const texts = { equal: wrong.length ? "≠" : "=", wrong: wrong.join(", "), reading };
    if (reading === 4) values.output = output.map((row, b) => row.map((h, t) => t < lengths[b] ? h : 0));
    packed.data.forEach((column, t) => {
      values[`data${t + 1}`] = column;
      texts[`size${t + 1}`] = column.length;
      only.push(`data${t + 1}`);
    });
    return { values, only, texts, wrong, read, result: [answer, alone].map(list => list.map(value => number(value)).join("; ")).join(` ${texts.equal} `) };
  },

  show(root, { values, read }, { words, choices }) {
    root.querySelector("[data-text=reading]").textContent = words.readings[choices.reading];
    for (const name of ["x", "output"]) root.querySelectorAll(`[data-tensor=${name}] .cell`).forEach((cell, k) => {
      const T = values.x[0].length, b = Math.floor(k / T), t = k % T;
      cell.classList.toggle("pad", t >= values.lengths[b]);
      cell.classList.toggle("read", name === "output" && read[b][t]);
    });
  },

  solved: ({ wrong }, { reading }) => reading === 0 && !wrong.length,
});
