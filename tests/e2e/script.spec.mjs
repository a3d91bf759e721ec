// window.separable, method by method, as www/separable.d.ts describes it.

import { readFileSync } from "node:fs";
import { expect, test } from "./support.mjs";

/** A network's outputs in double precision: tanh in hidden layers, a sigmoid at the end. */
function forward(weights, row) {
  return weights.reduce((input, { kernel, bias }, layer) => {
    const z = bias.map((b, unit) => input.reduce((sum, x, i) => sum + x * kernel[i][unit], b));
    return z.map(layer + 1 < weights.length ? Math.tanh : (z) => 1 / (1 + Math.exp(-z)));
  }, row);
}

const losses = {
  binary_crossentropy: (a, t) => -(t * Math.log(a) + (1 - t) * Math.log(1 - a)),
  mean_squared_error: (a, t) => (a - t) ** 2,
};

const meanLoss = (loss, weights, { x, y }) =>
  x.reduce((sum, row, i) => sum + losses[loss](forward(weights, row)[0], y[i][0]), 0) / x.length;

/** What `body` rejects or throws with: the message of an Error. */
const refusal = (lab, body, argument) =>
  lab(
    `async (lab, argument) => {
      try {
        await (${body})(lab, argument);
      } catch (error) {
        return error instanceof Error ? error.message : "no Error but " + error;
      }
      return "accepted";
    }`,
    argument,
  );

test("every method of the description is there, and no other", async ({ open, lab }) => {
  await open();
  const description = readFileSync(new URL("../../www/separable.d.ts", import.meta.url), "utf8");
  const [, methods] = description.match(/export interface Lab \{(.*?)^\}/ms);
  // One that takes different things is described as often.
  const described = [...new Set([...methods.matchAll(/^  (\w+)\(/gm)].map(([, name]) => name))];
  // What wasm-bindgen gives every handle.
  const own = ["constructor", "free", "__destroy_into_raw"];
  const there = await lab((lab) => Object.getOwnPropertyNames(Object.getPrototypeOf(lab)));
  expect(there.filter((name) => !own.includes(name)).sort()).toEqual(described.sort());
});

test("experiment gives a copy of plain data, in the units of the description", async ({ open, lab }) => {
  await open();
  const experiment = await lab((lab) => {
    lab.experiment().data.points = 7;
    return lab.experiment();
  });
  expect(experiment).toEqual({
    data: { dataset: "xor", coding: "binary", points: 400, noise: 0.04, train_share: 0.7, draw: 1, classes: null, per_class: null, turn: 0 },
    features: ["x1", "x2"],
    standardize: false,
    layers: [
      { units: 4, activation: "tanh" },
      { units: 3, activation: "tanh" },
      { units: 1, activation: "sigmoid" },
    ],
    initializer: "glorot_uniform",
    rule: "backprop",
    loss: "binary_crossentropy",
    optimizer: { name: "sgd", momentum: 0, nesterov: false },
    learning_rate: 0.03,
    schedule: { name: "constant" },
    l1: 0,
    l2: 0,
    dropout: 0,
    patience: null,
    batch_size: 10,
    shuffle: true,
    seed: 14,
    fixed: [],
  });
});

test("load puts fields in place and leaves the others", async ({ open, ui, lab }) => {
  await open();
  const [before, after] = await lab(async (lab) => {
    const before = lab.experiment();
    await lab.load({ learning_rate: 0.5, data: { dataset: "circles" }, optimizer: { name: "sgd", momentum: 0.5 } });
    return [before, lab.experiment()];
  });
  expect(after).toEqual({
    ...before,
    learning_rate: 0.5,
    data: { ...before.data, dataset: "circles" },
    optimizer: { name: "sgd", momentum: 0.5, nesterov: false },
  });
  await expect(ui.field("Learning rate")).toHaveValue("0.5");
  await expect(ui.radio("Circles")).toBeChecked();
});

test("load refuses by the field's name, and nothing changes", async ({ open, lab }) => {
  await open();
  const state = (lab) => [lab.experiment(), lab.weights(), lab.status(), lab.link()];
  await lab((lab) => lab.train({ epochs: 2 }));
  const before = await lab(state);
  for (const [fields, name] of [
    [{ learning_rate: "fast" }, "learning_rate"],
    [{ learning_rate: -1 }, "learning_rate"],
    [{ seed: 1.5 }, "seed"],
    [{ seed: 2 ** 32 }, "seed"],
    [{ batch_size: 0 }, "batch_size"],
    [{ data: { points: 3 } }, "data.points"],
    [{ data: { dataset: "apples" } }, "data.dataset"],
    [{ data: { color: 1 } }, "data"],
    [{ features: [] }, "features"],
    [{ features: ["x1", "x1"] }, "features"],
    [{ layers: [] }, "layers"],
    [{ layers: [{ units: 2, activation: "sigmoid" }] }, "layers[0].units"],
    [{ layers: [{ units: 1, activation: "stairs" }] }, "layers[0].activation"],
    [
      {
        layers: [
          { units: 2, activation: "softmax" },
          { units: 1, activation: "sigmoid" },
        ],
      },
      "layers[0].activation",
    ],
    [{ rule: "perceptron" }, "rule"],
    [{ loss: "likelihood" }, "loss"],
    [{ loss: { name: "huber", delta: -1 } }, "loss.delta"],
    [{ schedule: { name: "cosine", epochs: 0 } }, "schedule.epochs"],
    [{ patience: 0 }, "patience"],
    [{ data: { dataset: "own" } }, "data.dataset"],
    [{ data: { dataset: "own", file: { csv: "a,b\n1,2\n3\n4,5" } } }, "data.file.csv"],
    [{ optimizer: { name: "sgd", momentum: 1 } }, "optimizer.momentum"],
    [{ seed: 5, speed: 3 }, "speed"],
    [null, "experiment"],
    ["xor", "experiment"],
  ])
    expect(await refusal(lab, (lab, fields) => lab.load(fields), fields), JSON.stringify(fields)).toContain(`${name}`);
  expect(await refusal(lab, (lab) => lab.load())).toMatch(/^experiment/);
  expect(await lab(state)).toEqual(before);
});

test("train goes by epochs, batches and samples, and resolves with the status", async ({ open, lab }) => {
  await open();
  expect(await lab((lab) => lab.status())).toMatchObject({ step: 0, epoch: 0, running: false });
  expect(await lab((lab) => lab.train({ epochs: 0 }))).toMatchObject({ step: 0, epoch: 0 });
  expect(await lab((lab) => lab.train({ epochs: 2 }))).toMatchObject({ step: 56, epoch: 2 });
  expect(await lab((lab) => lab.train({ batches: 3 }))).toMatchObject({ step: 59, epoch: 2 });
  expect(await lab((lab) => lab.train({ samples: 25 }))).toMatchObject({ step: 61, epoch: 2 });
  const status = await lab((lab) => lab.train({ epochs: 1 }));
  expect(status).toMatchObject({ step: 84, epoch: 3, running: false });
  expect(status).toEqual(await lab((lab) => lab.status()));
  expect(status.loss.train).toBeGreaterThan(0);
  expect(status.accuracy.test).toBeLessThanOrEqual(1);
});

test("how training is cut changes no bit of the result", async ({ open, lab }) => {
  await open("#momentum=0.9&lr=0.01");
  const [whole, cut] = await lab(async (lab) => {
    await lab.train({ epochs: 10 });
    const whole = lab.weights();
    await lab.reset();
    const all = [{ samples: 3 }, { batches: 2 }, { samples: 271 }, { epochs: 4 }, { batches: 28 }, { epochs: 4 }];
    await Promise.all(all.map((span) => lab.train(span)));
    return [whole, lab.weights()];
  });
  expect(cut).toEqual(whole);
});

test("until ends training at an accuracy or a loss", async ({ open, lab }) => {
  await open();
  const accurate = await lab((lab) => lab.train({ until: { accuracy: 0.95 } }));
  expect(accurate.accuracy.train).toBeGreaterThanOrEqual(0.95);
  const once = await lab((lab) => lab.train({ epochs: 500, until: { accuracy: 0.95 } }));
  expect(once.epoch).toBe(accurate.epoch);
  const low = await lab((lab) => lab.train({ epochs: 5000, until: { loss: 0.1 } }));
  expect(low.loss.train).toBeLessThanOrEqual(0.1);
  expect(low.epoch).toBeLessThan(5000);
  const never = await lab((lab) => lab.train({ epochs: 3, until: { loss: 0 } }));
  expect(never.epoch).toBe(low.epoch + 3);
});

test("until refuses an accuracy where there is none", async ({ open, lab }) => {
  for (const data of ["sine", "plane"]) {
    await open(`#data=${data}`);
    for (const span of [{ until: { accuracy: 0.9 } }, { epochs: 2, until: { accuracy: 0.9, loss: 0.1 } }]) {
      const answer = await lab((lab, span) => lab.train(span).catch((error) => error.message), span);
      expect(answer).toMatch(/^until\.accuracy: /);
    }
    expect(await lab((lab) => lab.status())).toMatchObject({ epoch: 0 });
    expect((await lab((lab) => lab.train({ until: { loss: 1e9 } }))).epoch).toBe(0);
  }
});

test("what is refused is told with what is allowed", async ({ open, lab }) => {
  await open();
  const told = async (body, message) => expect(await refusal(lab, body)).toBe(message);
  await told("(lab) => lab.returnTo(0)", "branch: there is none to return to");
  await lab(async (lab) => {
    await lab.train({ epochs: 3 });
    await lab.seek({ epoch: 1 });
    await lab.train({ epochs: 1 });
  });
  await told("(lab) => lab.returnTo()", "branch: is missing or is no plain data");
  await told("(lab) => lab.returnTo(99)", "branch: must be from 0 to 0, not 99");
  await told("(lab) => lab.returnTo(-1)", "branch: “-1” is not a whole number from 0 to 0");
  await told("(lab) => lab.returnTo('x')", "branch: “\"x\"” is not a whole number from 0 to 0");
  await told("(lab) => lab.together('x')", "on: must be true or false");
  await told("(lab) => lab.train({ epochs: 1.5 })", "epochs: “1.5” is not a whole number from 0");
  await told("(lab) => lab.train({ until: { loss: -1 } })", "until.loss: must be from 0, not -1");
  await told("(lab) => lab.load({ learning_rate: NaN })", "learning_rate: must be from 0.000001 to 100, not NaN");
  await told("(lab) => lab.load({ learning_rate: Infinity })", "learning_rate: must be from 0.000001 to 100, not Infinity");
  await told("(lab) => lab.load({ learning_rate: null })", "learning_rate: “null” is not a number from 0.000001 to 100");
  await told("(lab) => lab.predict([[0, NaN]])", "rows[0][1]: must be from -3.4e38 to 3.4e38, not NaN");
});

test("train refuses what is no span", async ({ open, lab }) => {
  await open();
  for (const [span, name] of [
    [{}, "train"],
    [{ epochs: 1, batches: 1 }, "train"],
    [{ epochs: 1.5 }, "epochs"],
    [{ samples: -1 }, "samples"],
    [{ epoch: 1 }, "epoch"],
    [{ until: { loss: "small" } }, "until.loss"],
    [{ until: {} }, "train"],
    [7, "train"],
  ])
    expect(await refusal(lab, (lab, span) => lab.train(span), span), JSON.stringify(span)).toContain(name);
  expect(await lab((lab) => lab.status())).toMatchObject({ epoch: 0 });
});

test("no accuracy is waited for where numbers are learnt", async ({ open, lab }) => {
  await open("#data=sine");
  for (const span of [{ until: { accuracy: 0.9 } }, { epochs: 5, until: { accuracy: 1 } }, { until: { loss: 0.1, accuracy: 0 } }])
    expect(await refusal(lab, (lab, span) => lab.train(span), span)).toMatch(/^until\.accuracy: .*give a loss instead/);
  expect(await lab((lab) => lab.status())).toMatchObject({ epoch: 0, running: false });
  const { loss, epoch } = await lab((lab) => lab.train({ epochs: 500, until: { loss: 0.2 } }));
  expect(loss.train).toBeLessThanOrEqual(0.2);
  expect(epoch).toBeLessThan(500);
});

test("play, pause and reset", async ({ open, ui, lab }) => {
  await open();
  const initial = await lab((lab) => lab.weights());
  await lab((lab) => lab.play());
  await expect(ui.pause).toBeVisible();
  await expect.poll(() => lab((lab) => lab.status().epoch)).toBeGreaterThan(0);
  expect((await lab((lab) => lab.status())).running).toBe(true);
  expect((await lab((lab) => lab.pause())).running).toBe(false);
  await expect(ui.play).toBeVisible();
  const after = await lab(async (lab) => {
    await lab.reset();
    return [lab.weights(), lab.status()];
  });
  expect(after[0]).toEqual(initial);
  expect(after[1]).toMatchObject({ epoch: 0, step: 0 });
});

test("weights have the shapes of the layers, and setWeights puts them in place", async ({ open, lab }) => {
  await open();
  const shape = (weights) => weights.map(({ kernel, bias }) => [kernel.length, kernel[0].length, bias.length]);
  const weights = await lab((lab) => lab.weights());
  expect(shape(weights)).toEqual([
    [2, 4, 4],
    [4, 3, 3],
    [3, 1, 1],
  ]);
  weights[0].kernel[1][2] = 0.125;
  weights[2].bias[0] = -3;
  await lab((lab, weights) => lab.setWeights(weights), weights);
  expect(await lab((lab) => lab.weights())).toEqual(weights);
  // Training goes on from them.
  await lab((lab) => lab.train({ samples: 9 }));
  expect(await lab((lab) => lab.weights())).toEqual(weights);
  await lab((lab) => lab.train({ batches: 1 }));
  expect(await lab((lab) => lab.weights())).not.toEqual(weights);
});

test("setWeights refuses other shapes by name, and nothing changes", async ({ open, lab }) => {
  await open();
  const before = await lab((lab) => lab.weights());
  const changed = (change) => {
    const weights = structuredClone(before);
    change(weights);
    return weights;
  };
  for (const [weights, name] of [
    [[], "weights"],
    [changed((w) => w[1].kernel.pop()), "weights[1].kernel"],
    [changed((w) => w[0].kernel[1].pop()), "weights[0].kernel[1]"],
    [changed((w) => w[2].bias.push(0)), "weights[2].bias"],
    [changed((w) => (w[0].bias[0] = "big")), "weights"],
    [changed((w) => (w[0].bias[0] = 1e300)), "weights"],
    [changed((w) => delete w[1].bias), "weights"],
    ["all", "weights"],
  ])
    expect(await refusal(lab, (lab, weights) => lab.setWeights(weights), weights), name).toContain(name);
  expect(await refusal(lab, (lab, weights) => lab.setWeights((weights[0].bias[1] = NaN, weights)), before)).toContain("weights");
  expect(await lab((lab) => lab.weights())).toEqual(before);
});

test("predict is the network's forward pass", async ({ open, lab }) => {
  await open();
  await lab((lab) => lab.train({ epochs: 20 }));
  const [weights, x, outputs, none] = await lab((lab) => {
    const { x } = lab.data().test;
    return [lab.weights(), x, lab.predict(x), lab.predict([])];
  });
  expect(none).toEqual([]);
  expect(outputs).toHaveLength(120);
  outputs.forEach(([output], i) => expect(output).toBeCloseTo(forward(weights, x[i])[0], 5));
  expect(await refusal(lab, (lab) => lab.predict([[1]]))).toMatch(/^rows\[0\]: /);
  expect(await refusal(lab, (lab) => lab.predict([[1, 2], [1, 2, 3]]))).toMatch(/^rows\[1\]: /);
  expect(await refusal(lab, (lab) => lab.predict("x"))).toMatch(/^rows/);
  expect(await refusal(lab, (lab) => lab.predict())).toMatch(/^rows/);
});

for (const loss of Object.keys(losses)) {
  test(`gradients are those of the mean ${loss}`, async ({ open, lab }) => {
    await open(`#loss=${loss}`);
    await lab((lab) => lab.train({ epochs: 10 }));
    const [weights, data, gradients, status] = await lab((lab) => {
      const data = lab.data().train;
      return [lab.weights(), data, lab.gradients(data.x, data.y), lab.status()];
    });
    // 32-bit sums over 280 samples are good to six digits or so.
    expect(Math.abs(meanLoss(loss, weights, data) - status.loss.train)).toBeLessThan(1e-6);
    // In double precision a step of 1e-4 leaves errors of 1e-8: truncation grows with its square.
    const h = 1e-4;
    const slope = (list, at) => {
      const [kept, sides] = [list[at], []];
      for (const side of [h, -h]) {
        list[at] = kept + side;
        sides.push(meanLoss(loss, weights, data));
      }
      list[at] = kept;
      return (sides[0] - sides[1]) / (2 * h);
    };
    for (const [layer, { kernel, bias }] of weights.entries()) {
      const pairs = [...kernel.map((row, i) => [row, gradients[layer].kernel[i]]), [bias, gradients[layer].bias]];
      for (const [values, found] of pairs)
        values.forEach((_, at) => {
          const expected = slope(values, at);
          expect(Math.abs(found[at] - expected)).toBeLessThan(1e-6 + 1e-4 * Math.abs(expected));
        });
    }
  });
}

test("gradients and those of the penalty are what plain gradient descent goes by", async ({ open, lab }) => {
  await open("#batch=50000&lr=0.5");
  const flat = (layers) => layers.flatMap(({ kernel, bias }) => [...kernel.flat(), ...bias]);
  for (const fields of [{}, { l1: 0.01 }, { l2: 0.05 }, { l1: 0.02, l2: 0.01, layers: [{ units: 4, activation: "tanh", trainable: false }, { units: 1, activation: "sigmoid" }] }]) {
    const [before, loss, penalty, after, status] = await lab(async (lab, fields) => {
      await lab.load({ l1: 0, l2: 0, ...fields });
      const { x, y } = lab.data().train;
      const [before, loss, penalty] = [lab.weights(), lab.gradients(x, y), lab.penaltyGradients()];
      const status = lab.status();
      await lab.train({ batches: 1 });
      return [before, loss, penalty, lab.weights(), status];
    }, fields);
    const frozen = before.map((_, layer) => fields.layers?.[layer].trainable === false);
    const learns = before.flatMap(({ kernel, bias }, layer) => Array(kernel.flat().length + bias.length).fill(!frozen[layer]));
    const [from, to, ofLoss, ofPenalty] = [before, after, loss, penalty].map(flat);
    from.forEach((weight, at) => {
      const step = learns[at] ? ofLoss[at] + ofPenalty[at] : 0;
      expect((weight - to[at]) / 0.5).toBeCloseTo(step, 5);
    });
    for (const { bias } of penalty) expect(bias.every((slope) => slope === 0)).toBe(true);
    penalty.filter((_, layer) => frozen[layer]).forEach(({ kernel }) => expect(kernel.flat().every((slope) => slope === 0)).toBe(true));
    expect(ofPenalty.some((slope) => slope !== 0)).toBe(Boolean(fields.l1 || fields.l2));
    const { l1 = 0, l2 = 0 } = fields;
    const weights = before.filter((_, layer) => !frozen[layer]).flatMap(({ kernel }) => kernel.flat());
    const expected = weights.reduce((sum, w) => sum + l1 * Math.abs(w) + l2 * w * w, 0);
    expect(status.penalty).toBeCloseTo(expected, 6);
  }
});

/** A network with a rule of each kind, and the step that its optimizer's published rule makes of a gradient. */
const walks = {
  "#data=circle&net=2-3t-1s&features=x1,x2&lr=0.1&batch=7": (w, g, { learningRate }) => w - learningRate * g,
  "#data=blobs3&net=2-4t-4t-3softmax&optimizer=adam&l2=0.01&lr=0.01&batch=16": (w, g, { learningRate, corrections: [first, second] }, [m, s]) =>
    w - (learningRate * (m / first)) / (Math.sqrt(s / second) + 1e-7 / Math.sqrt(second)),
};

for (const [link, rule] of Object.entries(walks))
  test(`a walk tells the step that training makes: ${link}`, async ({ open, lab }) => {
    await open(link);
    await lab((lab) => lab.train({ batches: 5 }));
    const { walk, gradients, penalty, before, after } = await lab(async (lab) => {
      const [walk, before, penalty] = [lab.walk(), lab.weights(), lab.penaltyGradients()];
      const of = (key) => walk.samples.map((sample) => sample[key]);
      const gradients = lab.gradients(of("x"), of("y"));
      await lab.train({ batches: 1 });
      return { walk, gradients, penalty, before, after: lab.weights() };
    });
    expect([walk.epoch, walk.batch]).toEqual([0, 5]);
    expect(walk.before).toEqual(before);
    expect(walk.after).toEqual(after);
    expect(walk.penaltyGradient).toEqual(penalty);
    const flat = (layers) => layers.flatMap(({ kernel, bias }) => [...kernel.flat(), ...bias]);
    const [b, a, g, p] = [walk.before, walk.after, walk.gradient, walk.penaltyGradient].map(flat);
    flat(gradients).forEach((gradient, i) => expect(g[i]).toBeCloseTo(gradient, 6));
    const memory = walk.memory.map((kept) => flat(kept.after));
    b.forEach((w, i) => expect(a[i]).toBeCloseTo(rule(w, g[i] + p[i], walk, memory.map((kept) => kept[i])), 5));
    // What a sample passes is what `predict` says.
    const outputs = await lab((lab, { before, x }) => lab.setWeights(before).then(() => lab.predict(x)), { before, x: walk.samples.map(({ x }) => x) });
    walk.samples.forEach(({ layers }, i) => layers.at(-1).a.forEach((value, unit) => expect(value).toBeCloseTo(outputs[i][unit], 5)));
  });

test("one sample is walked, or values of one's own", async ({ open, lab }) => {
  await open("#data=circle&net=2-3t-1s");
  const { data, chosen, typed, loss } = await lab((lab) => {
    const data = lab.data().train;
    const values = { x: data.x[3], y: data.y[3] };
    return { data, chosen: lab.walk({ sample: 3 }), typed: lab.walk(values), loss: lab.status().loss.train };
  });
  expect(chosen.batch).toBeNull();
  expect(chosen.samples.map(({ sample, x, y }) => [sample, x, y])).toEqual([[3, data.x[3], data.y[3]]]);
  expect(typed.samples[0].sample).toBeNull();
  expect(typed.after).toEqual(chosen.after);
  expect(chosen.loss).not.toBe(loss);
});

test("a walk refuses what it cannot be made on", async ({ open, lab }) => {
  await open("#data=circle&net=2-3t-1s");
  expect(await refusal(lab, (lab) => lab.walk({ sample: 1e6 }))).toMatch(/^walk\.sample: /);
  expect(await refusal(lab, (lab) => lab.walk({ sample: 1.5 }))).toMatch(/^walk\.sample: /);
  expect(await refusal(lab, (lab) => lab.walk({ x: [1, 2] }))).toMatch(/^walk\.y: /);
  expect(await refusal(lab, (lab) => lab.walk({ x: [1], y: [1] }))).toMatch(/^walk\.x: .*2/);
  expect(await refusal(lab, (lab) => lab.walk({ sample: 1, x: [1, 2], y: [1] }))).toMatch(/^walk: /);
  expect(await refusal(lab, (lab) => lab.walk({ row: 1 }))).toMatch(/^walk\.row: /);
  expect(await refusal(lab, (lab) => lab.walk(3))).toMatch(/^walk: /);
});

test("gradients refuse rows and targets that do not fit", async ({ open, lab }) => {
  await open();
  expect(await refusal(lab, (lab) => lab.gradients([[1, 2]], []))).toMatch(/^targets/);
  expect(await refusal(lab, (lab) => lab.gradients([], []))).toMatch(/^(rows|targets)/);
  expect(await refusal(lab, (lab) => lab.gradients([[1]], [[1]]))).toMatch(/^rows\[0\]/);
  expect(await refusal(lab, (lab) => lab.gradients([[1, 2]], [[1, 0]]))).toMatch(/^targets\[0\]/);
});

test("data holds features and targets as the loss codes them", async ({ open, lab }) => {
  await open("#inputs=x1,x1x2&net=2-1s");
  const data = await lab((lab) => lab.data());
  expect([data.train.x.length, data.train.y.length, data.test.x.length]).toEqual([280, 280, 120]);
  expect(new Set(data.train.y.flat())).toEqual(new Set([0, 1]));
  await lab((lab) => lab.load({ loss: "hinge" }));
  expect(new Set((await lab((lab) => lab.data())).train.y.flat())).toEqual(new Set([-1, 1]));
});

test("link restores all this in another page", async ({ open, page, context, lab }) => {
  await open();
  const [link, experiment, weights] = await lab(async (lab) => {
    await lab.load({ data: { dataset: "spiral", noise: 0.123 }, features: ["x2", "sin_x1"], learning_rate: 1 / 3, seed: 4294967295 });
    await lab.train({ epochs: 7 });
    return [lab.link(), lab.experiment(), lab.weights()];
  });
  const other = await context.newPage();
  await other.goto(link);
  const restored = await other.evaluate(async () => {
    const lab = await window.separable;
    await lab.train({ epochs: 7 });
    return [lab.experiment(), lab.weights()];
  });
  expect(restored).toEqual([experiment, weights]);
  expect(page.url()).toBe(link);
});

test("a promise is kept when the run is replaced", async ({ open, lab }) => {
  await open();
  const status = await lab(async (lab) => {
    const training = lab.train({ epochs: 1e9 });
    await lab.load({ seed: 5 });
    return training;
  });
  expect(status).toMatchObject({ epoch: 0 });
});

test("what would hold the page up is refused, with what is allowed", async ({ open, lab }) => {
  await open("#data=digits&net=64-32t-10softmax&batch=100");
  const told = await lab((lab) => {
    const of = (act) => {
      try {
        return act();
      } catch (error) {
        return error.message;
      }
    };
    const weights = lab.weights();
    const one = lab.checkGradients({ sample: 0 });
    return {
      check: of(() => lab.checkGradients()),
      one: [one.of, one.agree],
      heights: of(() => lab.landscape(Array(5000).fill(weights.slice(0, 1)))),
      few: of(() => lab.landscape([weights, weights])).length,
      layers: lab.flow().layers.length,
    };
  });
  expect(told.check).toMatch(/^batch_size: 100 at once would take too long with this network; at most \d+ are allowed$/);
  expect(told.one).toEqual([2410, 2410]);
  expect(told.heights).toMatch(/^weights: 5000 at once would take too long with this network; at most \d+ are allowed$/);
  expect([told.few, told.layers]).toEqual([2, 2]);
});

test("rows as measured are answered as the samples that are made of them", async ({ open, lab }) => {
  await open("#data=penguins");
  await lab((lab) => lab.train({ epochs: 60 }));
  const rows = [
    [39.1, 18.7, 181, 3750, "female"],
    { bill_length_mm: 47.5, bill_depth_mm: 14, flipper_length_mm: 212, body_mass_g: 4875, sex: "Female" },
  ];
  const [said, outputs, scaler] = await lab((lab, rows) => [lab.ask(rows), lab.predict(rows, { raw: true }), lab.scaler()], rows);
  expect(said.map(({ answer }) => answer)).toEqual(["Adelie", "Gentoo"]);
  expect(said.map(({ outputs }) => outputs)).toEqual(outputs);
  expect(said[0].probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5);
  expect(scaler.columns[4]).toEqual({ name: "sex", categories: ["male", "female"], fill: null });
  // By hand: categories one-hot, then standardised.
  const x = rows[0].with(4, 1).map((value, i) => (value - scaler.mean[i]) / scaler.scale[i]);
  const [again] = await lab((lab, x) => lab.predict([x]), x);
  again.forEach((output, i) => expect(output).toBeCloseTo(outputs[0][i], 5));
  for (const [wrong, message] of [
    [[rows[0], [39.1, 18.7, 181, 3750, "robot"]], "rows[1].sex: “robot” is not one of male, female"],
    [[[39.1, 18.7, null, 3750, "male"]], "rows[0].flipper_length_mm: needs a number; the training samples have"],
    [[[1]], "rows[0]: must have 5 values, not 1"],
    [[{ wings: 2 }], "rows[0].wings: is not a column here; there are bill_length_mm,"],
    [7, "rows: must be a list"],
  ]) {
    expect(await refusal(lab, (lab, rows) => lab.predict(rows, { raw: true }), wrong)).toContain(message);
  }
  expect(await refusal(lab, (lab) => lab.predict([], { rows: true }))).toBe("options.rows: is not a field here");
});
