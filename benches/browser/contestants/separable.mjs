// This product: the crate's own code, compiled and optimised as the release worker is.

import init, { Work } from "../build/separable.js";

let images;

export async function prepare() {
  await init();
  images = new Uint8Array(await (await fetch("./build/images.bin")).arrayBuffer());
}

const made = ({ sizes, samples, batch, ofImages }) =>
  ofImages ? Work.of_images(Uint32Array.from(sizes), images, batch) : new Work(Uint32Array.from(sizes), samples, batch);

/** The samples on which every contestant trains. */
export function data(task) {
  const work = made(task);
  const found = { inputs: work.inputs(), targets: work.targets() };
  work.free();
  return found;
}

export function create(task) {
  const work = made(task);
  return {
    train: (count) => work.train(count),
    map: () => work.map(),
    isFinite: () => work.is_finite(),
  };
}
