// Words through a cell; the arithmetic is that of walk.py. What was heard is a text of the numbers of the words.
function walk({ words, W_ih, W_hh, b, W_hy, b_y }, heard) {
  const steps = [];
  let h = b.map(() => 0);
  for (const k of heard) {
    const recurrent = times(W_hh, h);
    h = b.map((bias, n) => Math.tanh(W_ih[n][k] + recurrent[n] + bias));
    const scores = times(W_hy, h).map((score, n) => score + b_y[n]);
    const wrong = Boolean(steps.length) && !steps.at(-1).may.includes(words[k]);
    steps.push({ word: words[k], h, may: words.filter((_, n) => scores[n] > 0), wrong });
  }
  return steps;
}

explore("walk", {
  begin: ({ words, said }) => ({
    choices: { heard: among(said.map(word => words.indexOf(word)).join(""), RegExp(`^[0-${words.length - 1}]{1,99}$`)) },
  }),

  compute(numbers, { heard }) {
    const steps = walk(numbers, heard);
    return { steps, heard: steps.map(({ word }) => word), wrong: steps.findIndex(({ wrong }) => wrong) };
  },

  show(root, made, explorer) {
    const { steps, wrong: n } = made, { lines, end } = explorer.words, rows = 8, body = root.querySelector("tbody"), pattern = body.firstChild;
    const code = list => list.map(word => `<code>${word}</code>` + (word === "." ? `\xa0(${end})` : "")).join(" ");
    body.replaceChildren(...steps.slice(-rows).map(({ word, h, may, wrong }) => {
      const row = pattern.cloneNode(true), [name, ...cells] = row.children;
      name.innerHTML = (wrong ? '<span class="wrong">×</span> ' : "") + code([word]);
      h.forEach((value, n) => {
        cells[n].firstChild.textContent = number(value);
        cells[n].firstChild.style = colour(value);
      });
      cells.at(-1).innerHTML = code(may);
      return row;
    }));
    const { word, h, may } = steps.at(-1), closed = may.length === 2;
    const names = ["may", closed && "closed", n > 0 ? "wrong" : closed && steps.length > 3 && "long"].filter(Boolean);
    const values = { first: h[0], second: h[1], word: code([word]), may: code(may), wrong: code([steps[n]?.word]), n: String(n) };
    made.result = sayLines(root, lines, values, ...names);
    root.querySelector("[data-back]").setAttribute("aria-disabled", steps.length === 1);
    root.onclick ??= ({ target: { dataset } }) => {
      const { heard } = explorer.choices;
      if ("again" in dataset) explorer.press("heard:0");
      if (dataset.word) explorer.press(`heard:${heard}${dataset.word}`);
      if ("back" in dataset) explorer.press(`heard:${heard.slice(0, -1)}`);
    };
  },

  solved: ({ steps, wrong }) => wrong < 0 && steps.length === 3 && steps.at(-1).may.length === 2,
});
