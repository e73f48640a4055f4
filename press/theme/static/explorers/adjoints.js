// How a pull at the loss flows back through an RNN; the arithmetic is that of adjoints.py.
const add = (a, b) => a.map((value, k) => value + b[k]);
const outer = (column, line) => column.map(a => line.map(b => a * b));

// The states h_0, h_1, ... of the way forward.
function walkForward({ W_ih, W_hh, b }, inputs, h_0) {
  const states = [h_0];
  for (const input of inputs) states.push(add(add(times(W_ih, input), b), times(W_hh, states.at(-1))).map(Math.tanh));
  return states;
}

// For each step, from the last to the first, the adjoints and the term of its copy of W_hh; at 0 the adjoint of h_0.
function walkBack(transposed, states, direct) {
  const steps = [];
  let later = states[0].map(() => 0);
  for (let t = states.length - 1; t > 0; t--) {
    const delta = add(later, direct[t]), slope = states[t].map(h => 1 - h * h), epsilon = delta.map((value, k) => value * slope[k]);
    steps[t] = { delta, slope, epsilon, term: outer(epsilon, states[t - 1]) };
    later = times(transposed, epsilon);
  }
  steps[0] = { delta: later };
  return steps;
}

explore("adjoints", {
  first: "d4",

  begin({ x, h_0, direct }) {
    const tensors = { h0: h_0 };
    x.forEach((input, t) => Object.assign(tensors, { [`x${t + 1}`]: input, [`d${t + 1}`]: direct[t] }));
    return { tensors, choices: { step: between(x.length, 1, x.length) } };
  },

  compute(numbers, { step }, tensors) {
    const all = letter => numbers.x.map((_, t) => tensors[letter + (t + 1)]), direct = [[0, 0], ...all("d")];
    const states = walkForward(numbers, all("x"), tensors.h0), W_hh_T = [0, 1].map(j => numbers.W_hh.map(row => row[j]));
    const steps = walkBack(W_hh_T, states, direct), delta_before = steps[step - 1].delta;
    const values = { ...tensors, ...steps[step], W_hh_T, delta_before, d_before: direct[step - 1] };
    const only = [step > 1 ? "part" : "whole", `delta${step - 1}`];
    steps.forEach((made, t) => {
      values[`h${t}`] = states[t];
      for (const name in made) {
        values[name + t] = made[name];
        if (t >= step) only.push(name + t);
      }
    });
    values.sum = steps.slice(step).map(({ term }) => term).reduce((sum, term) => sum.map((row, k) => add(row, term[k])));
    return {
      values, only, steps,
      active: [`d${step}`, `delta${step}`, `epsilon${step}`, `h${step}`, `h${step - 1}`, `delta${step - 1}`],
      texts: { t: step, before: step - 1 },
      result: `δ_${step - 1} = (${delta_before.map(value => number(value)).join("; ")})`,
    };
  },

  solved: ({ steps, values }, _, start) => steps[1].epsilon.every(value => Math.abs(value) < .01)
    && steps.every((_, t) => t === 0 || values[`d${t}`].every((value, k) => value === start.values[`d${t}`][k])),
});
