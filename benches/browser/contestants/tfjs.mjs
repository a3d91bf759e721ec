// TensorFlow.js on its WebAssembly backend (SIMD, one thread), by its core operations: less
// overhead than its layers have. All batches are tensors beforehand.

import { MAP_SIDE, along } from "./plane.mjs";

const { tf } = globalThis;

export async function prepare() {
  tf.wasm.setWasmPaths("./node_modules/@tensorflow/tfjs-backend-wasm/dist/");
  await tf.setBackend("wasm");
  await tf.ready();
  if (tf.getBackend() !== "wasm" || !(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) {
    throw new Error("tfjs does not run on WebAssembly with SIMD");
  }
}

function variables(sizes) {
  return sizes.slice(1).map((units, layer) => ({
    kernel: tf.variable(tf.randomUniform([sizes[layer], units], -1, 1).mul(Math.sqrt(6 / (sizes[layer] + units)))),
    bias: tf.variable(tf.zeros([units])),
  }));
}

function batches({ sizes, samples, batch }, { inputs, targets }) {
  const cut = (values, width, i) => tf.tensor2d(values.slice(i * batch * width, (i + 1) * batch * width), [batch, width]);
  return Array.from({ length: samples / batch }, (_, i) => ({ x: cut(inputs, sizes[0], i), y: cut(targets, sizes.at(-1), i) }));
}

function plane() {
  const places = Array.from({ length: MAP_SIDE ** 2 }, (_, i) => [along(i % MAP_SIDE), -along(Math.floor(i / MAP_SIDE))]);
  return tf.tensor2d(places);
}

export function create(task, data) {
  const single = task.sizes.at(-1) === 1;
  const layers = variables(task.sizes);
  const cut = batches(task, data);
  const pixels = plane();
  const optimizer = tf.train.sgd(task.rate);
  const all = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
  let next = 0;

  const affine = (x, { kernel: b, bias }, activation) => tf.fused.matMul({ a: x, b, bias, activation });
  const hidden = (x, layer) => (single ? affine(x, layer, "linear").tanh() : affine(x, layer, "relu"));
  /** The activations of each layer; the last is linear, or the softmax's logits. */
  const forward = (x) =>
    layers.reduce((outputs, layer, l) => {
      const from = outputs.at(-1) ?? x;
      return [...outputs, l + 1 < layers.length ? hidden(from, layer) : affine(from, layer, "linear")];
    }, []);
  const loss = ({ x, y }) => {
    const output = forward(x).at(-1);
    return single ? output.sub(y).square().mean() : tf.losses.softmaxCrossEntropy(y, output);
  };

  return {
    train(count) {
      for (let i = 0; i < count; i += 1) {
        optimizer.minimize(() => loss(cut[next]), false, all);
        next = next + 1 === cut.length ? 0 : next + 1;
      }
      // The backend works at once, but reading a weight makes sure of it.
      all[0].dataSync();
    },
    map: () => tf.tidy(() => forward(pixels).map((values) => values.dataSync())),
    isFinite: () => all.every((variable) => variable.dataSync().every(Number.isFinite)),
  };
}
