// What the scripts in the folder explorers share: each brings to life what the module of its name in
// press/explorers has drawn.

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

// Begins each explorer of that kind; the function gets its element and the numbers of its cell.
function explore(kind, begin) {
  for (const root of document.querySelectorAll(`.explorer[data-kind=${kind}]`)) {
    root.querySelector(".controls").hidden = false;
    begin(root, JSON.parse(root.querySelector("script").textContent));
  }
}
