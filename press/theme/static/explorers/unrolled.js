// Every tensor of every step of an RNN, LSTM or GRU; the arithmetic is that of unrolled.py.
const BLOCKS = { RNN: "h", LSTM: "ifgo", GRU: "rzn" };
const sigmoid = value => 1 / (1 + Math.exp(-value));

// What the address calls a vector (h0, h0_1) and a block of weights (W_hf, W_hf_1).
const vectorName = (letter, t, layer) => letter + t + (layer ? `_${layer}` : "");
const weightName = (side, letter, layer) => `W_${side}${letter}` + (layer ? `_${layer}` : "");

// One gate, candidate or state before it leaves the layer: terms, sum, result.
function computeBlock(letter, weights, read, h_before, reset) {
  const { input_weights, input_bias, state_weights, state_bias } = weights;
  const input_term = times(input_weights, read), state_term = times(state_weights, h_before);
  const total = input_term.map((term, k) =>
    term + input_bias[k] + (reset ? reset[k] : 1) * (state_term[k] + state_bias[k]));
  const result = total.map("hgn".includes(letter) ? Math.tanh : sigmoid);
  return { ...weights, input_term, state_term, total, result };
}

// One step of one layer; the weights are those of each block by its letter.
function computeStep(module, weights, read, h_before, c_before) {
  const blocks = {}, step = { read, h_before, blocks };
  for (const letter of BLOCKS[module]) {
    blocks[letter] = computeBlock(letter, weights[letter], read, h_before, letter === "n" && blocks.r.result);
    step[letter] = blocks[letter].result;
  }
  const { i, f, g, o, z, n } = step;
  if (module === "LSTM") {
    const c = c_before.map((kept, k) => f[k] * kept + i[k] * g[k]), tanh_c = c.map(Math.tanh);
    Object.assign(step, { c_before, c, tanh_c, h: o.map((gate, k) => gate * tanh_c[k]) });
  } else if (module === "GRU") {
    const one_minus_z = z.map(gate => 1 - gate);
    step.one_minus_z = one_minus_z;
    step.h = h_before.map((old, k) => one_minus_z[k] * n[k] + z[k] * old);
  }
  return step;
}

// The steps for each time and layer, in time-major order.
function unroll(module, layers, x, h_0, c_0) {
  const steps = [], h = [...h_0], c = [...c_0];
  for (let read of x) {
    layers.forEach((weights, layer) => {
      const step = computeStep(module, weights, read, h[layer], c[layer]);
      steps.push(step);
      read = h[layer] = step.h;
      c[layer] = step.c;
    });
  }
  return steps;
}

// A part of a tensor that PyTorch stores as one: that of block n of so many.
const part = (tensor, n, count) => tensor.slice(n * tensor.length / count, (n + 1) * tensor.length / count);

// A flat list as rows.
const asRows = (list, columns) =>
  Array.from({ length: list.length / columns }, (_, n) => list.slice(n * columns, (n + 1) * columns));

explore("unrolled", {
  begin({ module, weights, x, h_0, c_0 = [] }) {
    const letters = [...BLOCKS[module]], tensors = {};
    x.forEach((vector, t) => { tensors[`x${t + 1}`] = vector; });
    h_0.forEach((vector, layer) => { tensors[vectorName("h", 0, layer)] = vector; });
    c_0.forEach((vector, layer) => { tensors[vectorName("c", 0, layer)] = vector; });
    weights.forEach(([W_ih, W_hh], layer) => letters.forEach((letter, n) => {
      tensors[weightName("i", letter, layer)] = part(W_ih, n, letters.length).flat();
      tensors[weightName("h", letter, layer)] = part(W_hh, n, letters.length).flat();
    }));
    return {
      tensors,
      choices: {
        step: between(1, 1, x.length * weights.length),
        entry: between(0, 0, h_0[0].length - 1),
        block: among(letters.at(-1), RegExp(`^[${letters.join("")}]$`)),
      },
    };
  },

  compute({ module, weights, x, h_0, c_0 = [] }, { step, entry, block }, tensors) {
    const depth = weights.length, letters = [...BLOCKS[module]], layer = (step - 1) % depth, t = (step - 1 - layer) / depth + 1;
    const layers = weights.map(([W_ih, , b_ih, b_hh], layer) => Object.fromEntries(letters.map((letter, n) => [letter, {
      input_weights: asRows(tensors[weightName("i", letter, layer)], W_ih[0].length),
      input_bias: part(b_ih, n, letters.length),
      state_weights: asRows(tensors[weightName("h", letter, layer)], h_0[0].length),
      state_bias: part(b_hh, n, letters.length),
    }])));
    const states = { h: h_0, c: c_0 };
    const start = letter => states[letter].map((_, layer) => tensors[vectorName(letter, 0, layer)]);
    const steps = unroll(module, layers, x.map((_, t) => tensors[`x${t + 1}`]), start("h"), start("c"));
    const { blocks, ...vectors } = steps[step - 1];
    const whole = { ...vectors, ...blocks[block] }, { input_weights, state_weights } = whole;
    const values = { ...tensors }, chosen = { input_weights: entry, state_weights: entry };
    for (const [name, vector] of Object.entries(whole)) {
      values[name] = [vector[entry]];
      values[`all.${name}`] = vector;
      if (!["read", "h_before"].includes(name)) chosen[`all.${name}`] = entry;
    }
    Object.assign(values, { input_weights, state_weights });
    steps.forEach((step, n) => {
      for (const letter of "hc") if (step[letter]) values[vectorName(letter, Math.floor(n / depth) + 1, n % depth)] = step[letter];
    });
    const active = [layer ? vectorName("h", t, layer - 1) : `x${t}`];
    for (const letter of "hc") {
      active.push(vectorName(letter, t - 1, layer), vectorName(letter, t, layer));
      chosen[vectorName(letter, t, layer)] = entry;
    }
    return {
      values, steps, active, chosen,
      only: [block, `layer${layer}`],
      edits: { input_weights: weightName("i", block, layer), state_weights: weightName("h", block, layer) },
      texts: {
        t, layer, entry, before: t - 1,
        block: block === "h" ? "ℎ" : String.fromCodePoint(0x1d44e + block.charCodeAt(0) - 97),
        activation: "hgn".includes(block) ? "tanh" : "𝜎",
      },
      result: `h_${t}${depth > 1 ? ` (${layer})` : ""}[${entry}] = ${number(whole.h?.[entry] ?? whole.result[entry])}`,
    };
  },

  // Whether the number that `explain` in unrolled.py names is within the bounds.
  solved({ values, steps }, _, start, { of, at, above = -9, below = 9 }) {
    const value = of === "gate" ? Math.max(...["i", "f", "o"].flatMap(gate => steps[1][gate].map((value, k) => Math.abs(value - start.steps[1][gate][k]))))
      : of === "drift" ? Math.abs(values.h4[at] - values.h3[at])
      : of === "same" ? steps.filter((step, n) => `${step.h}` === `${start.steps[n].h}`).length
      : values[of][at];
    return value > above && value < below;
  },
});
