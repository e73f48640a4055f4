// The core of the explorers: brings the still pictures of press/explorers to life when they come into sight.
// The docstring of press/explorers/__init__.py says what it finds in their HTML, and what a kind defines.

// With the sign of mathematics, as in drawing.py.
function number(value, decimals = 2) {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) ? "−" + text : text;
}

// As in drawing.py: two digits and a power of ten, where two decimals do not do.
function scientific(value) {
  const [digits, exponent] = value.toExponential(1).split("e");
  if (exponent > -2 && exponent < 2) return number(value);
  return `${digits} · 10<sup>${number(exponent, 0)}</sup>`;
}

// As in drawing.py: a number for each name in braces, written as people do.
function fillIn(template, values) {
  return template
    .replace(/{(\w+)}/g, (_, name) => typeof values[name] === "number" ? number(values[name]) : values[name])
    .replaceAll("+ −", "− ")
    .replace(/· (−[\d.]+)/g, "· ($1)");
}

// As in drawing.py: the colour of a cell.
function colour(value) {
  const depth = Number((Math.min(Math.abs(value), 1) ** .7).toFixed(2));
  return depth ? `--${value < 0 ? "n" : "p"}:${depth}` : "";
}

// A matrix (rows) times a vector.
const times = (matrix, vector) =>
  matrix.map(row => row.reduce((sum, weight, j) => sum + weight * vector[j], 0));

// What a reader chooses: a number within bounds, or a text of some form.
const between = (start, least, most, step = 1) =>
  ({ start, least, most, allows: value => value >= least && value <= most && (step < 1 || value % 1 === 0) });
const among = (start, form) => ({ start, allows: value => form.test(value) });

class Explorer {
  constructor(root, key, kind) {
    Object.assign(this, { root, key, kind }, JSON.parse(root.querySelector("script").textContent));
    const { choices = {}, tensors = {} } = kind.begin(this.numbers);
    this.rules = choices;
    this.given = tensors;
    this.restore();
    this.readAddress();
    this.touched = root.querySelector(`[data-edit=${this.numbers.challenge?.by || kind.first || "x1"}] .cell`);
    for (const type of ["pointerdown", "click", "keydown", "input", "focusin", "focusout"])
      root.addEventListener(type, event => this[type](event));
    root.addEventListener("toggle", () => this.draw(), true);
    for (const part of root.querySelectorAll(".challenge, .whole")) part.hidden = false;
    this.draw();
    this.linkState();
    root.classList.add("live");
  }

  // The state: what is chosen, and tensors as flat lists.
  restore() {
    this.choices = Object.fromEntries(Object.entries(this.rules).map(([name, rule]) => [name, rule.start]));
    this.tensors = structuredClone(this.given);
  }

  // Sets "step:2,x1.0:0.5"; what is not possible is left out.
  set(text) {
    for (const item of text.split(",")) {
      const [name, value = ""] = item.split(":"), dot = name.lastIndexOf(".");
      const tensor = name.slice(0, dot), place = name.slice(dot + 1);
      if (Object.hasOwn(this.rules, name)) this.choose(name, value);
      else if (Object.hasOwn(this.given, tensor) && /^\d+$/.test(place) && place in this.given[tensor]) {
        const { least, most } = this.bounds(tensor), wanted = Number(value || NaN);
        if (wanted >= least && wanted <= most) this.tensors[tensor][place] = wanted;
      }
    }
  }

  choose(name, value) {
    const rule = this.rules[name], wanted = typeof rule.start === "number" ? Number(value === "" ? NaN : value) : value;
    if (rule.allows(wanted)) this.choices[name] = wanted;
  }

  changed() {
    return Object.keys(this.given).filter(name => this.given[name].some((value, k) => value !== this.tensors[name][k]));
  }

  bounds(tensor) {
    const { least = -3, most = 3, step = .05 } = this.root.querySelector(`[data-edit="${tensor}"]`)?.dataset ?? {};
    return { least: +least, most: +most, step: +step };
  }

  // The state in the address, as `set` reads it: only what differs from the start.
  state() {
    const items = Object.entries(this.choices)
      .filter(([name, value]) => value !== this.rules[name].start).map(([name, value]) => `${name}:${value}`);
    for (const name of this.changed())
      this.tensors[name].forEach((value, k) => { if (value !== this.given[name][k]) items.push(`${name}.${k}:${value}`); });
    return items.join();
  }

  readAddress() {
    this.set(new URLSearchParams(location.search).get(this.key) ?? "");
  }

  linkState() {
    const params = new URLSearchParams(location.search), state = this.state();
    if (state) params.set(this.key, state); else params.delete(this.key);
    const query = params.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
    const address = location.pathname + (query && "?" + query);
    const link = this.root.querySelector(".link");
    if (link) link.href = `${address}#${this.root.closest("section[id]")?.id ?? ""}`;
    return address + location.hash;
  }

  // When the reader pauses: the address, and what a screen reader says.
  settle() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      const address = this.linkState();
      try { history.replaceState(history.state, "", address); } catch { /* Safari allows some a minute */ }
      this.say(`${this.made.result ?? ""} ${this.verdict}`);
    }, 300);
  }

  say(html) {
    this.root.querySelector(".status").innerHTML = html;
  }

  compute(tensors) {
    return this.kind.compute(this.numbers, this.choices, tensors);
  }

  // Shows the state; after a change of the reader's the numbers that changed flash.
  draw(flash) {
    const { root, kind, choices } = this, made = this.made = this.compute(this.tensors), start = this.compute(this.given);
    for (const box of root.querySelectorAll("[data-tensor]"))
      if (made.values?.[box.dataset.tensor] && !box.closest("details:not([open])")) this.paint(box, made, start, flash);
    for (const text of root.querySelectorAll("[data-text]")) text.textContent = made.texts[text.dataset.text];
    for (const part of root.querySelectorAll("[data-only]")) part.hidden = !made.only.includes(part.dataset.only);
    for (const range of root.querySelectorAll("input")) {
      range.value = choices[range.name];
      range.parentNode.nextSibling.textContent = number(choices[range.name], range.step.split(".")[1]?.length ?? 0);
    }
    for (const button of root.querySelectorAll("button[data-set]")) {
      const [name, value] = button.dataset.set.split(":");
      if (/^[+-]/.test(value)) button.setAttribute("aria-disabled", !this.rules[name].allows(choices[name] + Number(value)));
      else button.setAttribute("aria-pressed", this.isChosen(button.dataset.set));
    }
    const touched = this.touched, selected = touched && root.querySelector(".selected");
    if (selected) selected.innerHTML = `${touched.parentNode.firstChild.innerHTML}[${this.place(touched)}]`;
    kind.show?.(root, made, this);
    this.judge(made, start);
    root.numbers = { choices: { ...choices }, tensors: this.tensors, ...made };
  }

  place(cell) {
    return [...cell.parentNode.querySelectorAll(".cell")].indexOf(cell);
  }

  paint(box, made, start, flash) {
    const { tensor, set, name, decimals } = box.dataset, value = made.values[tensor], columns = value[0].length ?? 1;
    const flat = value.flat(), before = start.values[tensor].flat();
    const edit = box.dataset.edit || made.edits?.[tensor];
    while (box.children.length <= flat.length) box.append(Object.assign(document.createElement("span"), { className: "cell" }));
    while (box.children.length > flat.length + 1) box.lastChild.remove();
    const cells = [...box.children].slice(1);
    box.style.setProperty("--columns", columns);
    box.classList.toggle("active", Boolean(made.active?.includes(tensor)));
    cells.forEach((cell, k) => {
      const text = number(flat[k], decimals);
      if (cell.typed === undefined && cell.textContent !== text) {
        cell.textContent = text;
        cell.style = decimals ? "" : colour(flat[k]);
        if (flash) this.flash(cell);
      }
      cell.classList.toggle("differs", text !== number(before[k], decimals));
      cell.classList.toggle("chosen", Math.floor(k / columns) === made.chosen?.[tensor]);
      const label = fillIn(this.words.entry, { name: name || edit, k: String(k) });
      if (edit) {
        const { least, most } = this.bounds(edit);
        cell.role = "spinbutton";
        cell.tabIndex = cell === (cells.includes(box.current) ? box.current : cells[0]) ? 0 : -1;
        Object.assign(cell, { ariaLabel: label, ariaValueMin: least, ariaValueMax: most, ariaValueNow: flat[k], ariaValueText: text });
      } else if (set) {
        cell.role = "button";
        const pressed = this.isChosen(set.replace("{i}", k));
        cell.tabIndex = pressed || cells.length === 1 ? 0 : -1;
        Object.assign(cell, { ariaLabel: `${cells.length > 1 ? label : name}: ${text}`, ariaPressed: pressed });
      }
    });
  }

  isChosen(set) {
    return set.split(",").every(item => item === `${item.split(":")[0]}:${this.choices[item.split(":")[0]]}`);
  }

  flash(cell) {
    cell.flash?.cancel();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const ring = colour => ({ boxShadow: `inset 0 0 0 2px ${colour}` });
    cell.flash = cell.animate([ring("currentColor"), ring("transparent")], 900);
  }

  // Whether the challenge is met, and by allowed changes alone.
  judge(made, start) {
    const box = this.root.querySelector(".challenge"), { challenge } = this.numbers;
    this.verdict = "";
    if (!box) return;
    const reached = this.kind.solved(made, this.choices, start, challenge);
    const fair = challenge?.by === undefined || this.changed().every(name => name === challenge.by);
    if (reached) this.verdict = this.words[fair ? "done" : "others"];
    box.classList.toggle("solved", reached && fair);
    box.lastChild.textContent = this.verdict;
  }

  // What a reader does

  press(set) {
    for (const item of set.split(",")) {
      const [name, value] = item.split(":");
      this.choose(name, /^[+-]/.test(value) ? this.choices[name] + Number(value) : value);
    }
    this.draw();
    this.settle();
  }

  tensorOf({ parentNode: { dataset } }) {
    return dataset.edit || this.made.edits[dataset.tensor];
  }

  valueOf(cell) {
    return this.tensors[this.tensorOf(cell)][this.place(cell)];
  }

  change(cell, value) {
    const name = this.tensorOf(cell), { least, most } = this.bounds(name);
    if (Number.isNaN(value)) return;
    this.tensors[name][this.place(cell)] = Math.min(Math.max(value, least), most);
    this.draw(true);
    this.settle();
  }

  move(cell, steps) {
    const { step } = this.bounds(this.tensorOf(cell));
    this.change(cell, Number((this.valueOf(cell) + steps * step).toFixed(4)));
  }

  pointerdown({ target, button, pointerId, clientY }) {
    if (target.role !== "spinbutton" || button) return;
    let moved = 0;
    target.setPointerCapture(pointerId);
    target.onpointermove = event => {
      const by = Math.round((clientY - event.clientY) / 6);
      if (by !== moved) this.move(target, by - moved);
      moved = by;
    };
    target.onlostpointercapture = () => { target.onpointermove = null; };
  }

  click(event) {
    const { target } = event, { by, reset, set } = target.dataset;
    if (target.matches(".link")) this.copy(event);
    else if (by) this.move(this.touched, +by);
    else if (reset !== undefined) {
      this.restore();
      this.draw(true);
      this.settle();
    } else if (set) this.press(set);
    else if (target.role === "button") this.press(target.parentNode.dataset.set.replace("{i}", this.place(target)));
  }

  async copy(event) {
    const link = event.target;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      link.dataset.copied = this.words.copied;
      this.say(this.words.copied);
    } catch {
      location.assign(link.href);
    }
  }

  input({ target }) {
    this.press(`${target.name}:${target.value}`);
  }

  focusin({ target }) {
    if (target.role !== "spinbutton") return;
    target.parentNode.current = this.touched = target;
    this.draw();
  }

  focusout({ target }) {
    if (target.typed !== undefined) this.enter(target);
  }

  // Takes what was typed, or leaves it.
  enter(cell, typed = cell.typed) {
    cell.typed = undefined;
    this.change(cell, Number(typed?.replace("−", "-").replace(",", ".") || NaN));
    this.draw(true);
  }

  keydown(event) {
    const { target, key, shiftKey } = event, cells = [...target.parentNode.querySelectorAll(".cell")], k = this.place(target);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const done = target.role === "spinbutton" ? this.spin(target, key, shiftKey, cells, k)
      : target.role === "button" ? this.choice(target, key, cells, k) : false;
    if (done !== false) event.preventDefault();
  }

  spin(cell, key, shift, cells, k) {
    const { least, most } = this.bounds(this.tensorOf(cell)), steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[key];
    if (steps) this.move(cell, shift ? Math.sign(steps) * 10 : steps);
    else if (key === "ArrowLeft" || key === "ArrowRight") cells[k + (key === "ArrowRight" ? 1 : -1)]?.focus();
    else if (key === "Home" || key === "End") this.change(cell, key === "Home" ? least : most);
    else if (/^[\d.,−-]$/.test(key)) cell.textContent = cell.typed = (cell.typed ?? "") + key;
    else if (key === "Backspace") cell.textContent = cell.typed = cell.typed?.slice(0, -1) ?? "";
    else if (key === "Enter") this.enter(cell);
    else if (key === "Escape") this.enter(cell, cell.typed === undefined ? String(this.given[this.tensorOf(cell)][k]) : "");
    else return false;
  }

  choice(cell, key, cells, k) {
    const boxes = [...this.root.querySelectorAll(".tensor[data-set]")].filter(box => box.children.length === cells.length + 1);
    const by = { ArrowLeft: -1, ArrowRight: 1 }[key], box = boxes[boxes.indexOf(cell.parentNode) + by];
    const next = { ArrowUp: cells[k - 1], ArrowDown: cells[k + 1], Enter: cell, " ": cell }[key] ?? box?.children[k + 1];
    if (!next) return /^Arrow/.test(key) ? undefined : false;
    next.click();
    next.focus();
  }
}

// Draws what a kind without tensors says: the numbers, and the lines of those names.
function sayLines(root, lines, values, ...names) {
  root.querySelector(".filled").innerHTML = fillIn(lines.numbers, values);
  return root.querySelector(".said").innerHTML = names.map(name => fillIn(lines[name], values)).join(" ");
}

// As in drawing.py: the curve of that name through the values of steps 0, 1, ...; a dot at step t.
function trace(root, name, values, t) {
  const [line, dot] = root.querySelectorAll(`[data-curve="${name}"] path`);
  line.setAttribute("d", "M" + values.map((value, n) => `${n},${value.toFixed(3)}`).join("L"));
  dot.setAttribute("d", `M${t},${values[t].toFixed(3)}h0`);
}

// Begins each explorer of that kind when it comes into sight.
function explore(name, kind) {
  document.querySelectorAll(`.explorer[data-kind=${name}]`).forEach((root, n) => {
    root.querySelector(".foot").hidden = false;
    const seen = new IntersectionObserver(told => {
      if (!told.at(-1).isIntersecting) return;
      seen.disconnect();
      new Explorer(root, name + (n ? n + 1 : ""), kind);
    }, { rootMargin: "300px" });
    seen.observe(root);
  });
}
