// Words through a cell; the arithmetic is that of walk.py.
explore("walk", (root, { words, said, W_ih, W_hh, b, W_hy, b_y }) => {
  const body = root.querySelector("tbody"), pattern = body.firstChild, rows = 8;
  const code = list => list.map(word => `<code>${word}</code>`).join(" ");
  let heard = [...said];

  function step(h, word) {
    const k = words.indexOf(word), recurrent = times(W_hh, h);
    const next = b.map((bias, n) => Math.tanh(W_ih[n][k] + recurrent[n] + bias));
    const scores = times(W_hy, next).map((score, n) => score + b_y[n]);
    return { word, h: next, may: words.filter((_, n) => scores[n] > 0) };
  }

  function draw() {
    const steps = [];
    for (const word of heard) steps.push(step(steps.at(-1)?.h ?? b.map(() => 0), word));
    body.replaceChildren(...steps.slice(-rows).map(({ word, h, may }) => {
      const row = pattern.cloneNode(true), [name, ...cells] = row.children;
      name.innerHTML = code([word]);
      h.forEach((value, n) => {
        cells[n].textContent = number(value);
        cells[n].setAttribute("style", `--on: ${Math.max(value, 0).toFixed(2)}`);
      });
      cells.at(-1).innerHTML = code(may);
      return row;
    }));
    const { word, h, may } = steps.at(-1), before = steps.at(-2)?.may;
    const wrong = before && !before.includes(word), closed = may.length === 2;
    const names = ["may", closed && "closed", wrong && "wrong"].filter(Boolean);
    say(root, { first: h[0], second: h[1], word: code([word]), may: code(may) }, ...names);
    root.querySelector("[name=back]").disabled = heard.length === 1;
    root.numbers = { heard, steps };
  }

  root.addEventListener("click", ({ target: { name } }) => {
    if (!name) return;
    if (name === "back") heard.pop();
    else if (name === "reset") heard = said.slice(0, 1);
    else heard.push(words[name.slice("word".length)]);
    draw();
  });
  draw();
});
