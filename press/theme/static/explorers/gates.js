// What constant gates keep and write; the arithmetic is that of gates.py.
explore("gates", (root, { c_0, g, ...start }) => {
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
});
