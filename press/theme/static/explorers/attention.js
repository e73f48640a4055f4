// What weight each word gives to each input; the weights are those that the page has.
const greatest = weights => weights.indexOf(Math.max(...weights));

explore("attention", {
  begin: ({ sentences, sentence, word }) => ({
    choices: { sentence: between(sentence, 0, sentences.length - 1), word: between(word, 0, Math.max(...sentences.map(({ outputs }) => outputs.length)) - 1) },
  }),

  compute({ sentences }, { sentence, word }) {
    const { inputs, outputs, weights } = sentences[sentence], k = Math.min(word, outputs.length - 1);
    const values = {}, texts = { place: `${sentence + 1} / ${sentences.length}` }, only = [];
    inputs.forEach((input, j) => {
      values[`weight${j}`] = [weights[k][j]];
      texts[`input${j}`] = input;
      only.push(`input${j}`);
    });
    outputs.forEach((output, n) => {
      texts[`output${n}`] = output;
      only.push(`output${n}`);
    });
    return { values, texts, only, k, output: outputs[k], inputs, weights: weights[k], sentences };
  },

  show(root, made, explorer) {
    const { k, output, inputs, weights } = made, { lines } = explorer.words, j = greatest(weights);
    const text = string => string.replaceAll("<", "&lt;");
    const values = { word: text(output), input: text(inputs[j]), weight: weights[j], place: String(j + 1), all: String(inputs.length) };
    root.querySelectorAll("[data-set^='word:']").forEach((button, n) => button.setAttribute("aria-pressed", n === k));
    made.result = `${fillIn(lines.numbers, values)}. ${sayLines(root, lines, values, weights[j] >= .9 ? "sure" : "spread")}`;
    root.onpointerover ??= ({ target, pointerType }) => {
      const button = target.closest("[data-set^='word:']");
      if (button && pointerType === "mouse" && button.ariaPressed !== "true") explorer.press(button.dataset.set);
    };
  },

  solved({ weights, sentences }) {
    const least = Math.min(...sentences.flatMap(({ weights }) => weights.map(row => Math.max(...row))));
    return Math.max(...weights) === least;
  },
});
