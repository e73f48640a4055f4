// The norm of the Jacobian of many steps and its bounds; the arithmetic is that of forgetting.py.
explore("forgetting", (root, { W_ih, W_hh, x, ...start }) => {
  const transpose = A => A[0].map((_, j) => A.map(row => row[j]));
  const least = root.querySelector("svg svg").viewBox.baseVal.y;
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

  slide(root, start, ({ gain, T, factor }) => {
    const W = W_hh.map(row => row.map(weight => gain * weight));
    const norms = [1], narrow = [1], wide = [1];
    let h = W.map(() => 0), J = W.map((row, n) => row.map((_, j) => Number(n === j)));
    x.forEach((u, t) => {
      const a = times(W_ih, u), s = times(W, h), z = a.map((value, n) => factor * value + s[n]);
      const slope = z.map(value => 1 / Math.cosh(value) ** 2);
      h = z.map(Math.tanh);
      J = multiply(W, J).map((row, n) => row.map(entry => slope[n] * entry));
      norms.push(norm(J));
      narrow.push(narrow[t] * gain * Math.max(...slope));
      wide.push(wide[t] * gain);
    });
    const made = { norm: norms, narrow, wide }, at = {};
    for (const [name, values] of Object.entries(made)) {
      trace(root, name, values.map(value => Math.max(Math.log10(value), least)), T);
      at[name] = scientific(values[T]);
    }
    const grown = gain > 1 && norms[T] > 1;
    const said = [factor ? "" : "rest", gain < 1 ? "below" : grown ? "grown" : factor ? "open" : ""];
    say(root, at, ...said.filter(Boolean));
    return made;
  });
});
