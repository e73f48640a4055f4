// The norm of the Jacobian of many steps and its bounds; the arithmetic is that of forgetting.py.
const transpose = A => A[0].map((_, j) => A.map(row => row[j]));
const multiply = (A, B) => A.map(row => times(transpose(B), row));

// The square of the 2-norm is the greatest eigenvalue of G = AᵀA. That of Gᵏ, with n rows,
// is at most its trace and at least an n-th of it; the k-th roots of the two soon agree.
function norm(A) {
  let G = multiply(transpose(A), A), square = 1;
  for (let k = 1; k < 2 ** 50; k *= 2) {
    const trace = G.reduce((sum, row, n) => sum + row[n], 0);
    square *= trace ** (1 / k);
    G = G.map(row => row.map(entry => entry / trace));
    G = multiply(G, G);
  }
  return Math.sqrt(square);
}

// The norm of the Jacobian of T steps and its two bounds, for T = 0, 1, ...
function normAndBounds(W_ih, W_hh, inputs, gain, factor) {
  const weights = W_hh.map(row => row.map(weight => gain * weight)), norms = [1], narrow = [1], wide = [1];
  let h = weights.map(() => 0), jacobian = weights.map((row, n) => row.map((_, j) => Number(n === j)));
  inputs.forEach((input, t) => {
    const input_term = times(W_ih, input), state_term = times(weights, h);
    const total = input_term.map((term, k) => factor * term + state_term[k]);
    const slope = total.map(value => 1 / Math.cosh(value) ** 2);
    h = total.map(Math.tanh);
    jacobian = multiply(weights, jacobian).map((row, n) => row.map(entry => slope[n] * entry));
    norms.push(norm(jacobian));
    narrow.push(narrow[t] * gain * Math.max(...slope));
    wide.push(wide[t] * gain);
  });
  return { norm: norms, narrow, wide };
}

explore("forgetting", {
  begin: ({ x, gain, T, factor }) => ({
    choices: { gain: between(gain, .5, 1.5, .05), T: between(T, 1, x.length), factor: between(factor, 0, 3, .05) },
  }),

  compute: ({ W_ih, W_hh, x }, { gain, T, factor }) => ({ gain, T, factor, curves: normAndBounds(W_ih, W_hh, x, gain, factor) }),

  show(root, made, { words: { lines } }) {
    const { gain, T, factor, curves } = made, at = {}, least = root.querySelector("svg svg").viewBox.baseVal.y;
    for (const [name, values] of Object.entries(curves)) {
      trace(root, name, values.map(value => Math.max(Math.log10(value), least)), T);
      at[name] = scientific(values[T]);
    }
    const grown = gain > 1 && curves.norm[T] > 1;
    const said = [factor ? "" : "rest", gain < 1 ? "below" : grown ? "grown" : factor ? "open" : ""];
    made.result = `${at.norm}. ${sayLines(root, lines, at, ...said.filter(Boolean))}`;
  },

  solved: ({ gain, T, curves }) => gain > 1 && curves.norm[T] < 1e-6,
});
