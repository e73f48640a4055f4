// What constant gates keep and write; the arithmetic is that of gates.py.

// After 0, 1, ... steps: the share of c_0 that is kept, and the parts of c.
function keepAndWrite(c_0, f, i, g, steps) {
  const kept = [1], written = [0];
  for (let n = 0; n < steps; n++) {
    kept.push(f * kept[n]);
    written.push(f * written[n] + i * g);
  }
  const left = kept.map(share => share * c_0);
  return { kept, left, written, c: left.map((part, n) => part + written[n]) };
}

explore("gates", {
  begin: ({ f, i, t }) => ({ choices: { f: between(f, .005, .995, .005), i: between(i, 0, 1, .005), t: between(t, 1, 20) } }),

  compute: ({ c_0, g }, { f, i, t }) => ({ f, t, half: Math.log(.5) / Math.log(f), bias: Math.log(f / (1 - f)), ...keepAndWrite(c_0, f, i, g, 20) }),

  show(root, made, { words: { lines } }) {
    const { t, kept, left, written, c } = made, curves = { left, written, c };
    const greatest = 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(...Object.values(curves).flat().map(Math.abs)))));
    root.querySelector("svg svg").setAttribute("viewBox", `0 ${-greatest} 20 ${2 * greatest}`);
    root.querySelectorAll(".up").forEach((tick, n) => { tick.textContent = number(greatest * (1 - n / 2), 1); });
    for (const [name, values] of Object.entries(curves)) trace(root, name, values, t);
    const at = { ...made, left: left[t], written: written[t], c: c[t], percent: scientific(100 * kept[t]), t: String(t) };
    made.result = sayLines(root, lines, at, t === 1 ? "one" : "many", "half");
  },

  solved: ({ t, kept }) => t === 20 && kept[t] >= .5,
});
