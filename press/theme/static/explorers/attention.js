// What weight each word gives to each digit; the weights are those that the page has.
explore("attention", {
  begin: ({ sentences, sentence, word }) => ({
    choices: { sentence: between(sentence, 0, sentences.length - 1), word: between(word, 0, Math.max(...sentences.map(({ outputs }) => outputs.length)) - 1) },
  }),

  compute({ sentences }, { sentence, word }) {
    const { inputs, outputs, weights } = sentences[sentence], k = Math.min(word, outputs.length - 1);
    const texts = { place: `${sentence + 1} / ${sentences.length}` };
    const greatest = sentences.map(({ weights }) => weights.map(row => Math.max(...row)));
    return { values: { inputs: [inputs], weights: [weights[k]] }, texts, only: [], outputs, k, greatest: greatest[sentence][k], least: Math.min(...greatest.flat()) };
  },

  show(root, made, explorer) {
    const { values: { inputs: [inputs], weights: [weights] }, outputs, k, greatest } = made, j = weights.indexOf(greatest);
    const sentence = root.querySelector(".words"), pattern = sentence.firstChild;
    if ([...sentence.children].map(button => button.textContent).join() !== outputs.join())
      sentence.replaceChildren(...outputs.map((word, n) => {
        const button = pattern.cloneNode();
        button.textContent = word;
        button.dataset.set = `word:${n}`;
        return button;
      }));
    [...sentence.children].forEach((button, n) => button.setAttribute("aria-pressed", n === k));
    const values = { word: outputs[k].replaceAll("<", "&lt;"), input: String(inputs[j]), weight: greatest, place: String(j + 1), all: String(inputs.length) };
    made.result = `${fillIn(explorer.words.lines.numbers, values)}. ${sayLines(root, explorer.words.lines, values, greatest >= .9 ? "sure" : "spread")}`;
    root.onpointerover ??= ({ target, pointerType }) => {
      if (pointerType === "mouse" && target.matches(".words button:not([aria-pressed=true])")) explorer.press(target.dataset.set);
    };
  },

  solved: ({ greatest, least }) => greatest === least,
});
