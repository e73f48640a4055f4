// Every tensor of every step of an RNN, LSTM or GRU; the arithmetic is that of unrolled.py.
explore("unrolled", (root, numbers) => {
  const { module, weights } = numbers;
  const names = { RNN: "h", LSTM: "ifgo", GRU: "rzn" }[module];
  const size = numbers.h_0[0].length;
  const control = name => root.querySelector(`[name=${name}]`);
  const lines = JSON.parse(root.querySelector(".filled").dataset.lines);
  let x, h0, c0;

  function reset() {
    [x, h0, c0] = [numbers.x, numbers.h_0, numbers.c_0 ?? []].map(start => start.map(row => [...row]));
  }

  const block = (tensor, n) => tensor.slice(n * size, (n + 1) * size);

  function step([W_ih, W_hh, b_ih, b_hh], u, h, c) {
    const made = {};
    [...names].forEach((q, n) => {
      const W = block(W_ih, n), U = block(W_hh, n), b = block(b_ih, n), d = block(b_hh, n);
      const a = times(W, u), s = times(U, h), r = q === "n" ? made.r.v : undefined;
      const z = a.map((_, k) => a[k] + b[k] + (r ? r[k] : 1) * (s[k] + d[k]));
      const v = z.map("hgn".includes(q) ? Math.tanh : value => 1 / (1 + Math.exp(-value)));
      made[q] = { W, U, a, b, s, d, z, v, r };
    });
    const gate = q => made[q].v;
    const values = { u, p: h };
    if (module === "LSTM") {
      const [i, f, g, o] = [...names].map(gate);
      const next = c.map((_, k) => f[k] * c[k] + i[k] * g[k]), shown = next.map(Math.tanh);
      Object.assign(values, { i, f, g, o, q: c, c: next, x: shown, h: o.map((_, k) => o[k] * shown[k]) });
    } else if (module === "GRU") {
      const [, e, n] = [...names].map(gate), y = e.map(value => 1 - value);
      Object.assign(values, { e, y, n, h: h.map((_, k) => y[k] * n[k] + e[k] * h[k]) });
    } else values.h = gate("h");
    return { made, values };
  }

  function unroll() {
    const steps = [], h = [...h0], c = [...c0];
    for (let u of x) {
      weights.forEach((tensors, layer) => {
        const done = step(tensors, u, h[layer], c[layer]);
        steps.push(done);
        u = h[layer] = done.values.h;
        c[layer] = done.values.c;
      });
    }
    return steps;
  }

  // The vector that a reader changes: "x" and its time from 0, "h" or "c" and its layer.
  function chosen() {
    const [letter, ...index] = control("vector").value;
    return { x, h: h0, c: c0 }[letter][index.join("")];
  }

  function draw() {
    const steps = unroll(), position = control("step").value - 1, entry = Number(control("entry").value);
    const depth = weights.length, layer = position % depth, t = (position - layer) / depth + 1;
    const q = control("block")?.value ?? "h";
    const { made, values } = steps[position];
    const all = { ...values, ...made[q] };

    x.forEach((vector, k) => paint(root, `x${k + 1}`, vector.map(v => [v])));
    for (let l = 0; l < depth; l++) {
      for (const [letter, start] of [["h", h0], ["c", c0]]) {
        if (start.length) paint(root, `${letter}0.${l}`, start[l].map(v => [v]));
        for (let k = 1; k <= x.length; k++) {
          const vector = steps[(k - 1) * depth + l].values[letter];
          if (vector) paint(root, `${letter}${k}.${l}`, vector.map(v => [v]));
        }
      }
    }
    for (const column of root.querySelectorAll("[data-t]")) {
      const place = (column.dataset.t - 1) * depth + Number(column.dataset.l);
      column.classList.toggle("later", place > position);
      column.classList.toggle("now", place === position);
    }

    for (const [name, value] of Object.entries({ r: undefined, ...all }))
      paint(root, name, "WU".includes(name) ? value : value?.map(v => [v]), entry);
    const write = (part, text) => root.querySelectorAll(`.${part}`).forEach(e => { e.textContent = text; });
    write("t", t);
    write("p", t - 1);
    write("l", layer);
    write("q", q === "h" ? "ℎ" : String.fromCodePoint(0x1d44e + q.charCodeAt(0) - 97));
    root.querySelectorAll("text[data-l]").forEach(e => e.classList.toggle("other", Number(e.dataset.l) !== layer));

    const at = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, value?.[entry]]));
    root.querySelector(".filled").innerHTML = fillIn(lines[q], { ...at, t: String(t), l: String(layer), k: String(entry) });

    const vector = chosen();
    control("at").max = vector.length - 1;
    control("value").value = vector[control("at").value];
    for (const range of root.querySelectorAll("input")) shown(range).textContent = range.value;
    shown(control("step")).textContent = `t = ${t}` + (depth > 1 ? `, l = ${layer}` : "");
    shown(control("value")).textContent = number(vector[control("at").value]);
    control("back").disabled = position === 0;
    control("next").disabled = position === steps.length - 1;
    root.numbers = { t, layer, block: q, entry, x, h_0: h0, c_0: c0, steps: steps.map(s => ({ ...s.values, blocks: s.made })) };
  }

  root.addEventListener("input", event => {
    if (event.target.name === "value") chosen()[control("at").value] = Number(event.target.value);
    draw();
  });
  root.addEventListener("click", event => {
    const by = { back: -1, next: 1 }[event.target.name];
    if (by) control("step").value = Number(control("step").value) + by;
    if (event.target.name === "reset") reset();
    if (event.target.name) draw();
  });
  reset();
  draw();
});
