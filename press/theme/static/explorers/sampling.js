// From logits to what can be drawn; the arithmetic is that of sampling.py.
function softmax(logits, temperature) {
  const greatest = Math.max(...logits), weights = logits.map(z => Math.exp((z - greatest) / temperature));
  const sum = weights.reduce((sum, weight) => sum + weight);
  return weights.map(weight => weight / sum);
}

// The indices that top-k leaves and, of these, the fewest with a share of p.
function kept(probabilities, k, p) {
  const order = [...probabilities.keys()].sort((i, j) => probabilities[j] - probabilities[i]).slice(0, k);
  const share = order.reduce((sum, j) => sum + probabilities[j], 0);
  let before = 0;
  return order.filter(j => {
    const stays = p === 1 || before < p * share;
    before += probabilities[j];
    return stays;
  });
}

explore("sampling", {
  first: "logits",

  begin: ({ logits, temperature, k, p }) => ({
    tensors: { logits },
    choices: { temperature: between(temperature, .1, 3, .1), k: between(k, 1, logits.length), p: between(p, .05, 1, .05) },
  }),

  compute(numbers, { temperature, k, p }, { logits }) {
    const before = softmax(logits, temperature), left = kept(before, k, p);
    const share = left.reduce((sum, j) => sum + before[j], 0);
    const drawn = before.map((probability, j) => left.includes(j) ? probability / share : 0);
    return { values: { logits, before, drawn }, texts: {}, only: [], left: left.length, share };
  },

  show(root, made, { words: { lines } }) {
    const { left, share, values: { logits } } = made, all = logits.length;
    const values = { left: String(left), all: String(all), share };
    const which = { 1: ["one"], [all]: ["all"] }[left] ?? [];
    made.result = `${fillIn(lines.numbers, values)} ${sayLines(root, lines, values, ...which)}`;
  },

  solved: ({ values: { drawn } }, choices, start, { token, least }) => drawn[token] >= least,
});
