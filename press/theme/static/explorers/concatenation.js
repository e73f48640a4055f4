// The two products on both sides of a cut through the joined matrix and the stacked vector.
const add = (a, b) => a.map((value, k) => value + b[k]);

// What the columns left of the cut make of the entries above it, and the others of those below.
const productsOfCut = (matrix, vector, cut) => [
  times(matrix.map(row => row.slice(0, cut)), vector.slice(0, cut)),
  times(matrix.map(row => row.slice(cut)), vector.slice(cut)),
];

explore("concatenation", {
  first: "h",

  begin: ({ h, x }) => ({ tensors: { h, x }, choices: { cut: between(h.length, 0, h.length + x.length), swapped: between(0, 0, 1) } }),

  compute({ W_hh, W_ih }, { cut, swapped }, { h, x }) {
    const joined = W_hh.map((row, i) => [...row, ...W_ih[i]]), stacked = swapped ? [...x, ...h] : [...h, ...x];
    const [left, right] = productsOfCut(joined, stacked, cut), sum = add(left, right);
    const state_term = times(W_hh, h), input_term = times(W_ih, x), total = add(state_term, input_term);
    const same = sum.every((value, k) => Math.abs(value - total[k]) < 1e-9);
    return {
      values: { W_hh, W_ih, h, x, left, right, sum, state_term, input_term, total },
      only: [same ? "same" : "other"], same,
      result: `(${sum.map(value => number(value)).join("; ")})`,
    };
  },

  show(root, { values: { W_hh, W_ih } }, { choices: { cut, swapped } }) {
    const stacked = root.querySelector(".stacked"), last = root.querySelector(`[data-tensor=${swapped ? "h" : "x"}]`);
    if (stacked.lastChild !== last) stacked.append(last);
    const part = (cells, first, columns) => cells.forEach((cell, k) => cell.classList.toggle("after", first + k % columns >= cut));
    const cells = box => [...box.querySelectorAll(".cell")];
    part(cells(stacked), 0, Infinity);
    for (const [name, first, { length }] of [["W_hh", 0, W_hh[0]], ["W_ih", W_hh.length, W_ih[0]]])
      part(cells(root.querySelector(`[data-tensor=${name}]`)), first, length);
  },

  solved: ({ same }, { swapped }) => Boolean(swapped) && same,
});
