// ConvNetJS, trained sample by sample as its API has it, with all volumes made beforehand.

import { MAP_SIDE, along } from "./plane.mjs";

const { Net, Trainer, Vol } = globalThis.convnetjs;

function layers(sizes) {
  const outputs = sizes.at(-1);
  const single = outputs === 1;
  return [
    { type: "input", out_sx: 1, out_sy: 1, out_depth: sizes[0] },
    ...sizes.slice(1, -1).map((units) => ({ type: "fc", num_neurons: units, activation: single ? "tanh" : "relu" })),
    single ? { type: "regression", num_neurons: 1 } : { type: "softmax", num_classes: outputs },
  ];
}

function volume(values) {
  const vol = new Vol(1, 1, values.length);
  vol.w.set(values);
  return vol;
}

export function create({ sizes, samples, batch, rate }, { inputs, targets }) {
  const net = new Net();
  net.makeLayers(layers(sizes));
  const trainer = new Trainer(net, { method: "sgd", learning_rate: rate, momentum: 0, l2_decay: 0, batch_size: batch });
  const [width, outputs] = [sizes[0], sizes.at(-1)];
  const xs = Array.from({ length: samples }, (_, i) => volume(inputs.subarray(i * width, (i + 1) * width)));
  const target = (i) => (outputs === 1 ? targets[i] : targets.subarray(i * outputs, (i + 1) * outputs).indexOf(1));
  const ys = Array.from({ length: samples }, (_, i) => target(i));
  let next = 0;

  // The layers whose activations are units: what follows a weighted sum, and the output.
  const units = net.layers.filter(({ layer_type: type }) => type === "tanh" || type === "relu" || type === "regression" || type === "softmax");
  const maps = units.map(({ out_depth: depth }) => Array.from({ length: depth }, () => new Float32Array(MAP_SIDE ** 2)));
  const pixel = volume([0, 0]);

  return {
    train(count) {
      for (let i = 0; i < count * batch; i += 1) {
        trainer.train(xs[next], ys[next]);
        next = next + 1 === samples ? 0 : next + 1;
      }
    },
    map() {
      for (let place = 0; place < MAP_SIDE ** 2; place += 1) {
        pixel.w[0] = along(place % MAP_SIDE);
        pixel.w[1] = -along(Math.floor(place / MAP_SIDE));
        net.forward(pixel);
        for (let layer = 0; layer < units.length; layer += 1) {
          const values = units[layer].out_act.w;
          const layerMaps = maps[layer];
          for (let unit = 0; unit < layerMaps.length; unit += 1) layerMaps[unit][place] = values[unit];
        }
      }
    },
    isFinite: () => net.forward(xs[0]).w.every(Number.isFinite),
  };
}
