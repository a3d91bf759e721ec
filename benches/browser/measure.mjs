// Puts `window.measure` on the page: what one contestant does in one round.

import * as convnetjs from "./contestants/convnetjs.mjs";
import * as separable from "./contestants/separable.mjs";
import * as tfjs from "./contestants/tfjs.mjs";

const makers = { separable, convnetjs, tfjs };
const made = new Map();

await Promise.all(Object.values(makers).map(({ prepare }) => prepare?.()));

function contestant(name, task) {
  const key = `${name} ${task.sizes}`;
  if (!made.has(key)) made.set(key, makers[name].create(task, separable.data(task)));
  return made.get(key);
}

/**
 * Calls `work` with growing counts until a call lasts `budget` milliseconds; the count and
 * milliseconds of that last call. The early calls warm up.
 */
function repeat(budget, work) {
  for (let count = 1; ; ) {
    const start = performance.now();
    work(count);
    const milliseconds = performance.now() - start;
    if (milliseconds >= budget) return { count, milliseconds };
    const growth = (1.1 * budget) / Math.max(milliseconds, 1e-6);
    count = Math.ceil(count * Math.min(Math.max(growth, 1.1), 10));
  }
}

/** Samples trained a second (`what` is "train"), or milliseconds a map of all units ("map"). */
window.measure = ({ name, task, what, budget }) => {
  const subject = contestant(name, task);
  if (what === "train") {
    const { count, milliseconds } = repeat(budget, (count) => subject.train(count));
    if (!subject.isFinite()) throw new Error(`${name} diverged on ${task.sizes.join("-")}`);
    return (count * task.batch * 1000) / milliseconds;
  }
  const { count, milliseconds } = repeat(budget, (count) => {
    for (let i = 0; i < count; i += 1) subject.map();
  });
  return milliseconds / count;
};
window.ready = true;
