// A pair of poles and its impulse response; the arithmetic is that of poles.py.
const radians = angle => angle * Math.PI / 180;
const MIDDLE = 95, UNIT = 80; // of the drawing of the disc

// Under the pointer, as the state has it.
function poleAt(disc, { clientX, clientY }) {
  const { left, top, width } = disc.getBoundingClientRect(), scale = 2 * MIDDLE / width / UNIT;
  const x = (clientX - left) * scale - MIDDLE / UNIT, y = Math.abs((clientY - top) * scale - MIDDLE / UNIT);
  const r = Math.min(Math.max(Math.hypot(x, y), .05), 1.1);
  return `r:${r.toFixed(2)},angle:${Math.round(Math.atan2(y, x) * 180 / Math.PI)}`;
}

explore("poles", {
  begin: ({ r, angle }) => ({ choices: { r: between(r, .05, 1.1, .01), angle: between(angle, 0, 180) } }),

  compute({ target }, { r, angle }) {
    const response = target.map((_, j) => r ** j * Math.cos(j * radians(angle)));
    return { r, angle, response, gap: Math.max(...response.map((value, j) => Math.abs(value - target[j]))) };
  },

  show(root, made, explorer) {
    const { r, angle, response, gap } = made, { words: { lines } } = explorer, disc = root.querySelector(".disc");
    const greatest = 2 ** Math.ceil(Math.log2(Math.max(1, ...response.map(Math.abs))));
    root.querySelector("svg svg").setAttribute("viewBox", `0 ${-greatest} ${response.length - 1} ${2 * greatest}`);
    root.querySelectorAll(".up").forEach((tick, n) => { tick.textContent = number(greatest * (1 - n / 2), 1); });
    const points = response.map((value, j) => `${j},${value.toFixed(3)}`), [line, dots] = root.querySelectorAll("[data-curve=response] path");
    line.setAttribute("d", "M" + points.join("L"));
    dots.setAttribute("d", points.map(point => `M${point}h0`).join(""));

    const x = r * Math.cos(radians(angle)), y = r * Math.sin(radians(angle));
    const [up, down] = [-y, y].map(y => `${(MIDDLE + UNIT * x).toFixed(1)},${(MIDDLE + UNIT * y).toFixed(1)}`);
    const [arms, ends] = root.querySelectorAll(".poles path");
    arms.setAttribute("d", `M${up}L${MIDDLE},${MIDDLE}L${down}`);
    for (const path of [ends, root.querySelector(".handle")]) path.setAttribute("d", `M${up}h0M${down}h0`);

    const values = { x, y, steps: r === 1 ? 0 : Math.log(2) / Math.abs(Math.log(r)), period: angle ? 360 / angle : 0, gap };
    const size = r < 1 ? "inside" : r > 1 ? "outside" : "circle", turn = { 0: "still", 180: "jumps" }[angle] ?? "swings";
    made.result = sayLines(root, lines, values, size, turn, "gap");

    disc.onpointerdown ??= event => {
      // a finger beside the poles scrolls the page
      if (event.button || event.pointerType !== "mouse" && !event.target.matches(".handle")) return;
      event.preventDefault();
      disc.setPointerCapture(event.pointerId);
      explorer.press(poleAt(disc, event));
      disc.onpointermove = event => explorer.press(poleAt(disc, event));
      disc.onlostpointercapture = () => { disc.onpointermove = null; };
    };
  },

  solved: ({ gap }) => gap <= .1,
});
