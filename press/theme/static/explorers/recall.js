// Pairs written into a state, and what each key reads; the arithmetic is that of recall.py.
const product = (k, q) => k.reduce((sum, x, i) => sum + x * q[i], 0);

function stateOf(rule, keys, values) {
  let state = keys[0].map(() => 0);
  if (rule === "softmax") return state;  // a list is in its place
  keys.forEach((k, n) => {
    const missing = values[n] - (rule === "delta" ? product(k, state) : 0);
    state = state.map((entry, i) => entry + k[i] * missing);
  });
  return state;
}

function meanOf(q, keys, values, scale) {
  const weights = keys.map(k => Math.exp(scale * (product(k, q) - 1)));
  return product(weights, values) / weights.reduce((sum, weight) => sum + weight);
}

explore("recall", {
  first: "values",

  begin: ({ values, writes, rule, written }) => ({
    tensors: { values },
    choices: { rule: among(rule, /^(sum|delta|softmax)$/), written: between(written, 1, writes.length) },
  }),

  compute({ keys, names, writes, scale }, { rule, written }, { values }) {
    const done = writes.slice(0, written), used = done.map(j => keys[j]), kept = values.slice(0, written);
    const state = stateOf(rule, used, kept), soft = rule === "softmax";
    const read = keys.map(q => soft ? meanOf(q, used, kept, scale) : product(q, state));
    const wanted = keys.map((_, j) => kept[done.lastIndexOf(j)] ?? 0);
    const errors = read.map((r, j) => done.includes(j) ? Math.abs(r - wanted[j]) : -1), error = Math.max(...errors);
    return {
      values: { values, state, read, wanted }, texts: { done: `${written} / ${writes.length}` }, only: soft ? [] : ["state"],
      chosen: { values: written - 1 }, error, name: names[errors.indexOf(error)], size: soft ? written * (keys[0].length + 1) : state.length,
    };
  },

  show(root, made, { words: { lines }, choices: { rule }, numbers: { challenge: { within } } }) {
    const values = { error: made.error, name: made.name, size: String(made.size) };
    made.result = `${fillIn(lines.numbers, values)}. ${sayLines(root, lines, values, rule, made.error <= within ? "right" : "wrong")}`;
  },

  solved: ({ error }, { written }, start, { within }) => error <= within && written === start.values.values.length,
});
