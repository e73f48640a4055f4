// Brings the explorers to life that press/explorers has drawn.

// With the sign of mathematics, as in drawing.py.
function number(value, decimals = 2) {
  const text = Math.abs(value).toFixed(decimals);
  return (value < 0 && Number(text) ? "−" + text : text).replace("Infinity", "∞");
}

// As in drawing.py: two digits and a power of ten, where two decimals do not do.
function scientific(value) {
  const [digits, exponent] = value.toExponential(1).split("e").map(Number);
  if (exponent > -2 && exponent < 2) return number(value);
  return `${digits.toFixed(1)} · 10<sup>${number(exponent, 0)}</sup>`;
}

// As in drawing.py: a number for each name in braces, written as people do.
function fillIn(template, values) {
  return template
    .replace(/{(\w+)}/g, (_, name) => typeof values[name] === "number" ? number(values[name]) : values[name])
    .replaceAll("+ −", "− ")
    .replace(/· (−[\d.]+)/g, "· ($1)");
}

// A matrix (rows) times a vector.
const times = (matrix, vector) =>
  matrix.map(row => row.reduce((sum, weight, j) => sum + weight * vector[j], 0));

// Writes a matrix into the cells of that name, at their right; the others stay empty.
function paint(root, name, rows, entry) {
  for (const group of root.querySelectorAll(`[data-v="${name}"]`)) {
    const first = group.firstChild, columns = Number(group.dataset.columns);
    const [left, top, width, height] = ["x", "y", "width", "height"].map(name => Number(first.getAttribute(name)));
    const blank = columns - (rows?.[0].length ?? 0);
    group.querySelectorAll("rect:not(.frame)").forEach((rect, n) => {
      const value = rows?.[Math.floor(n / columns)]?.[n % columns - blank];
      const known = value !== undefined;
      rect.setAttribute("fill-opacity", known ? Math.round(8 * Math.min(Math.abs(value), 1)) / 20 : "");
      rect.nextSibling.textContent = known ? number(value) : "";
    });
    const frame = group.querySelector(".frame");
    frame?.setAttribute("x", left + blank * width);
    frame?.setAttribute("y", top + entry * height);
    frame?.setAttribute("width", (columns - blank) * width);
  }
}

// As in drawing.py: the curve of that name through the values of steps 0, 1, ...; a dot at step t.
function trace(root, name, values, t) {
  const [line, dot] = root.querySelectorAll(`[data-v="${name}"] path`);
  line.setAttribute("d", "M" + values.map((value, n) => `${n},${value.toFixed(3)}`).join("L"));
  dot.setAttribute("d", `M${t},${values[t].toFixed(3)}h0`);
}

// Where the value of a range is shown, behind its label.
function shown(range) {
  return range.parentNode.nextSibling;
}

// The numbers and the lines of those names, with the values.
function say(root, values, ...names) {
  const live = root.querySelector("[data-lines]"), lines = JSON.parse(live.dataset.lines);
  live.firstChild.innerHTML = fillIn(lines.numbers, values);
  live.lastChild.innerHTML = names.map(name => fillIn(lines[name], values)).join(" ");
}

// Shows what a reader sets, by the names of the sliders; at first and after a reset it is the start.
function slide(root, start, show) {
  let now = { ...start };
  const draw = () => {
    for (const range of root.querySelectorAll("input")) {
      range.value = now[range.name];
      shown(range).textContent = number(now[range.name], range.step.split(".")[1]?.length ?? 0);
    }
    root.numbers = { ...now, ...show(now) };
  };
  root.addEventListener("input", event => {
    now[event.target.name] = Number(event.target.value);
    draw();
  });
  root.addEventListener("click", event => {
    if (event.target.name !== "reset") return;
    now = { ...start };
    draw();
  });
  draw();
}

const EXPLORERS = {
  // The norm of the Jacobian of many steps and its bounds; the arithmetic is that of forgetting.py.
  forgetting(root, { W_ih, W_hh, x, ...start }) {
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
  },

  // What constant gates keep and write; the arithmetic is that of gates.py.
  gates(root, { c_0, g, ...start }) {
    slide(root, start, ({ f, i, t }) => {
      const kept = [1], written = [0], steps = Number(root.querySelector("[name=t]").max);
      for (let n = 0; n < steps; n++) {
        kept.push(f * kept[n]);
        written.push(f * written[n] + i * g);
      }
      const left = kept.map(share => share * c_0), c = left.map((part, n) => part + written[n]);
      const curves = { left, written, c }, all = Object.values(curves).flat().map(Math.abs);
      const greatest = 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(...all))));
      root.querySelector("svg svg").setAttribute("viewBox", `0 ${-greatest} ${steps} ${2 * greatest}`);
      root.querySelectorAll(".up").forEach((tick, n) => { tick.textContent = number(greatest * (1 - n / 2), 1); });
      for (const [name, values] of Object.entries(curves)) trace(root, name, values, t);
      const half = Math.log(2) / Math.abs(Math.log(f)), bias = Math.log(f / (1 - f));
      const at = { left: left[t], written: written[t], c: c[t], kept: scientific(kept[t]), t: String(t) };
      say(root, { ...at, half, bias }, "half");
      return { kept, ...curves, half, bias };
    });
  },

  // Every tensor of every step of an RNN, LSTM or GRU; the arithmetic is that of unrolled.py.
  unrolled(root, numbers) {
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
  },

  // Words through a cell; the arithmetic is that of walk.py.
  walk(root, { words, said, W_ih, W_hh, b, W_hy, b_y }) {
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
  },
};

for (const root of document.querySelectorAll(".explorer")) {
  root.querySelector(".controls").hidden = false;
  EXPLORERS[root.dataset.kind](root, JSON.parse(root.querySelector("script").textContent));
}
