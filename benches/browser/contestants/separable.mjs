// This product: the crate's own code, compiled and optimised as the release worker is.

import init, { Work } from "../build/separable.js";

export const prepare = () => init();

/** The samples on which every contestant trains. */
export function data({ sizes, samples, batch }) {
  const work = new Work(Uint32Array.from(sizes), samples, batch);
  const found = { inputs: work.inputs(), targets: work.targets() };
  work.free();
  return found;
}

export function create({ sizes, samples, batch }) {
  const work = new Work(Uint32Array.from(sizes), samples, batch);
  return {
    train: (count) => work.train(count),
    map: () => work.map(),
    isFinite: () => work.is_finite(),
  };
}
