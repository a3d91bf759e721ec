/**
 * The script interface of Separable: for the browser's console, for pages that embed this one, for
 * notebooks and for tests.
 *
 * ```js
 * const lab = await window.separable;
 * await lab.load({ data: { dataset: "circles" }, learning_rate: 0.1 });
 * const { accuracy } = await lab.train({ epochs: 200 });
 * ```
 *
 * Everything goes in and comes out as plain JSON data. What is not as described is refused with an
 * `Error` whose message begins with the field's name (`learning_rate: must be from …`), and then
 * nothing has changed. Numbers of the network are 32-bit floats.
 */

declare global {
  interface Window {
    /** Resolves when the page is ready. It is there from the page's first script on. */
    separable: Promise<Lab>;
  }
}

/** The page's one experiment, its network and its training. */
export interface Lab {
  /** A copy of the experiment. */
  experiment(): Experiment;

  /**
   * Puts fields in place, pauses, and begins again at the initial weights. Fields left out stay as
   * they are, those of `data` one by one; lists (`features`, `layers`) and `optimizer` are replaced
   * whole. Rejects with an Error that names the first wrong field; nothing changes then.
   */
  load(fields: ExperimentFields): Promise<void>;

  /**
   * Trains as far as said, at full speed, and resolves with the status there; training that was
   * playing is paused. How the way is cut into calls changes nothing: twice 50 epochs end at the
   * same weights as 100.
   *
   * A promise is kept early, with the status as it then is, when the run is replaced (`load`,
   * `reset`, a changed setting) or diverges; it rejects when the worker that trains fails.
   */
  train(span: Span): Promise<Status>;

  /** Where the run has come to, as the page shows it. */
  status(): Status;

  /** Trains at the page's speed until paused. */
  play(): void;

  /** Stops training and resolves with the status there. */
  pause(): Promise<Status>;

  /** Pauses and goes back to the very same initial weights, epoch 0. */
  reset(): Promise<void>;

  /** Every layer's parameters, hidden layers first to last, then the output layer. */
  weights(): LayerParameters[];

  /**
   * Puts parameters in place, of the shapes that `weights()` gives, all finite. The epoch stays, and
   * the optimizer forgets its momentum.
   */
  setWeights(weights: LayerParameters[]): Promise<void>;

  /**
   * The network's outputs for rows of inputs.
   * @param rows One row of features for each sample, in the order of `experiment().features`: the
   * features themselves (`data()` gives them), not the coordinates they are made of.
   * @returns One row of outputs (one value) for each sample.
   */
  predict(rows: number[][]): number[][];

  /**
   * The gradient of the mean loss over samples by each parameter, at the present weights. Under the
   * perceptron rule, which has no loss, that of the mean squared error.
   * @param rows Features, as for `predict`; at least one row.
   * @param targets One row (one value) for each sample, as in `data()`.
   */
  gradients(rows: number[][], targets: number[][]): LayerParameters[];

  /**
   * The samples as the network sees them. `train` is in the order from which the first epoch is
   * shuffled; `test` is empty for truth tables.
   */
  data(): { train: Samples; test: Samples };

  /** The address that restores the experiment, complete. */
  link(): string;
}

/** A dense layer's parameters: output = activation(input · kernel + bias). */
export interface LayerParameters {
  /** `kernel[input][unit]`. */
  kernel: number[][];
  /** `bias[unit]`. */
  bias: number[];
}

/** Samples, row by row. */
export interface Samples {
  /** Features, in the order of `experiment().features`. */
  x: number[][];
  /** Targets: 0 and 1; −1 and 1 where the loss is hinge or the output's range is −1 to 1. */
  y: number[][];
}

/**
 * How far to train: exactly one of `epochs`, `batches` and `samples` (whole numbers from 0), or
 * `until`, or one of them with `until`, which then may end training earlier. With `until` alone,
 * training ends after 100,000 epochs at the latest.
 */
export interface Span {
  /** To the end of so many epochs; the one at hand counts as the first. */
  epochs?: number;
  /** To the end of so many batches; the one at hand counts as the first. */
  batches?: number;
  /** So many samples. Weights change when a batch is complete. */
  samples?: number;
  /** Looked at before the first and after every epoch; one of the two is enough to end. */
  until?: {
    /** A mean training loss at most this. */
    loss?: number;
    /** A training accuracy, 0 to 1, at least this. */
    accuracy?: number;
  };
}

/** Where a run has come to. */
export interface Status {
  /** Updates of the weights since the start; under the perceptron rule, samples shown. */
  step: number;
  /** Whole epochs done. */
  epoch: number;
  /** The mean loss; `test` is null where there are no test data. */
  loss: { train: number; test: number | null };
  /** The share of samples on the right side of the threshold, 0 to 1. */
  accuracy: { train: number; test: number | null };
  /** Whether the page is playing. */
  running: boolean;
  /** The share of its time that the worker lately spent training, 0 to 1. */
  load: number;
}

/** All that is needed to repeat a run: the same experiment gives the same weights, bit for bit. */
export interface Experiment {
  /** Which points to learn. */
  data: Data;
  /** What the network sees of a point (x₁, x₂): at least one, none twice. Default `["x1", "x2"]`. */
  features: Feature[];
  /**
   * 0 to 8 hidden layers, first to last, then the output layer, which has one unit. Default 4 and 3
   * units of tanh, and a sigmoid.
   */
  layers: Layer[];
  /** How kernels start; biases start at 0. Default `"glorot_uniform"`. */
  initializer: Initializer;
  /**
   * How weights learn from errors. `"perceptron"` (Rosenblatt's rule, sample by sample) needs a single
   * layer of `heaviside` or `sign`. Default `"backprop"`.
   */
  rule: "backprop" | "perceptron";
  /** What backprop makes small. Default `"binary_crossentropy"`. */
  loss: Loss;
  /** How a gradient becomes a step. Default `{ name: "sgd", momentum: 0 }`. */
  optimizer: Optimizer;
  /** Length of a step, 0.000001 to 100. Default 0.03. */
  learning_rate: number;
  /** Samples per step of backprop, 1 to 5000; the last batch of an epoch may be smaller. Default 10. */
  batch_size: number;
  /** Decides initial weights and the order of samples: a whole number, 0 to 4294967295. Default 14. */
  seed: number;
}

/** Fields to put over an experiment. */
export type ExperimentFields = Partial<Omit<Experiment, "data" | "optimizer">> & {
  data?: Partial<Data>;
  optimizer?: Pick<Optimizer, "name"> & Partial<Optimizer>;
};

/** Which points to learn: the same values give the same points. */
export interface Data {
  /** The shape of the two classes. Default `"xor"`, the clouds; `"xor_table"` is the truth table. */
  dataset: Dataset;
  /** A truth table's inputs: 0 and 1, or −1 and 1. Other sets take no notice of it. Default `"binary"`. */
  coding: "binary" | "bipolar";
  /** Points for training and testing together, 4 to 5000. Truth tables have four. Default 400. */
  points: number;
  /**
   * The standard deviation of each point's displacement along either axis, as a share of the plane's
   * half-width, 0 to 0.5. It never changes a point's class. Truth tables have none. Default 0.04.
   */
  noise: number;
  /** The share of points that is for training, 0.1 to 0.9. All of a truth table is. Default 0.7. */
  train_share: number;
  /** Which random sample: a whole number, 0 to 4294967295. Default 1. */
  draw: number;
}

/** The gallery. The last four are truth tables. */
export type Dataset =
  | "xor"
  | "circles"
  | "gaussians"
  | "spiral"
  | "moons"
  | "checkerboard"
  | "xor_table"
  | "and"
  | "or"
  | "nand";

/** x₁, x₂, x₁², x₂², x₁x₂, sin x₁, sin x₂. */
export type Feature = "x1" | "x2" | "x1_squared" | "x2_squared" | "x1x2" | "sin_x1" | "sin_x2";

/** A dense layer. */
export interface Layer {
  /** 1 to 16; 1 in the output layer. */
  units: number;
  /** What each unit makes of its weighted sum. */
  activation: Activation;
}

/** Activations; `heaviside` (1 from 0 on) and `sign` (0 at 0) have no slope, so backprop stops there. */
export type Activation =
  | "heaviside"
  | "sign"
  | "linear"
  | "sigmoid"
  | "tanh"
  | "relu"
  | "leaky_relu"
  | "elu"
  | "selu"
  | "softplus"
  | "gelu"
  | "swish";

/** Keras's initialisers; `random_uniform` is from −0.05 to 0.05. */
export type Initializer =
  | "glorot_uniform"
  | "glorot_normal"
  | "he_uniform"
  | "he_normal"
  | "lecun_uniform"
  | "lecun_normal"
  | "random_uniform"
  | "zeros";

/** Losses for two classes. */
export type Loss = "binary_crossentropy" | "mean_squared_error" | "mean_absolute_error" | "huber" | "hinge";

/** Stochastic gradient descent: v ← momentum·v − learning_rate·gradient, w ← w + v. */
export interface Optimizer {
  name: "sgd";
  /** The share of the last step that is kept, 0 to 0.999. Default 0. */
  momentum: number;
}
