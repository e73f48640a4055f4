// Steps put together round by round; the arithmetic is that of scan.py.
function rounds(a, b) {
  const found = [a.map((factor, t) => [factor, b[t]])];
  for (let d = 1; d < a.length; d *= 2) {
    const pairs = found.at(-1);
    found.push(pairs.map(([a_2, b_2], t) => t < d ? [a_2, b_2] : [a_2 * pairs[t - d][0], a_2 * pairs[t - d][1] + b_2]));
  }
  return found;
}

const firstOf = (round, step) => Math.max(1, step + 1 - 2 ** round);
function together(round, step) {
  const first = firstOf(round, step);
  return first < step ? `${first}–${step}` : String(step);
}

// The boxes from which that of a step is made, and its own.
function tree(round, step) {
  if (!round) return [`0.${step}`];
  const d = 2 ** (round - 1);
  return [`${round}.${step}`, ...tree(round - 1, step), ...step > d ? tree(round - 1, step - d) : []];
}

explore("scan", {
  first: "b",

  begin: ({ a, b, round, step }) => ({
    tensors: { a, b },
    choices: { round: between(round, 0, Math.ceil(Math.log2(a.length))), step: between(step, 1, a.length) },
  }),

  compute({ h_0 }, { round, step }, { a, b }) {
    const found = rounds(a, b), pairs = found[round], states = found.at(-1).map(([A, B]) => A * h_0 + B);
    const values = { a: [a], b: [b], A: [pairs.map(([A]) => A)], B: [pairs.map(([, B]) => B)] };
    return { values, texts: { round: String(round), step: String(step) }, only: [], found, states, round, step };
  },

  show(root, made, explorer) {
    const { found, round, step } = made, { words: { lines }, numbers: { h_0 } } = explorer, whole = value => number(value, 0);
    const on = tree(round, step), d = round ? 2 ** (round - 1) : 0, [A, B] = found[round][step - 1];
    for (const node of root.querySelectorAll("[data-node]")) {
      node.classList.toggle("on", on.includes(node.dataset.node));
      node.classList.toggle("later", Number(node.dataset.node.split(".")[0]) > round);
    }
    const values = { step: String(step), a: whole(A), b: whole(B), start: whole(h_0) }, names = [round ? step > d ? "made" : "same" : "given"];
    if (names[0] === "made") {
      const [[a_1, b_1], [a_2, b_2]] = [found[round - 1][step - d - 1], found[round - 1][step - 1]];
      for (const [name, value] of Object.entries({ a_1, b_1, a_2, b_2 })) values[name] = whole(value);
      Object.assign(values, { right: together(round - 1, step), left: together(round - 1, step - d) });
    }
    const first = firstOf(round, step);
    if (first > 1) values.lack = first > 2 ? `1–${first - 1}` : "1";
    else values.state = whole(A * h_0 + B);
    names.push(first > 1 ? "open" : "state");
    made.result = `${fillIn(lines.numbers, values)}. ${sayLines(root, lines, values, ...names)}`;
    root.querySelector("svg").onclick ??= ({ target }) => {
      const [r, t] = target.closest("[data-node]")?.dataset.node.split(".") ?? [];
      if (t) explorer.press(`round:${r},step:${t}`);
    };
  },

  solved: ({ states }, choices, start, { step, state }) => states[step - 1] === state,
});
