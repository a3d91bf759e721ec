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
    /**
     * Resolves when the page is ready; rejects with an Error that says why where it cannot run. It is
     * there from the page's first script on.
     */
    separable: Promise<Lab>;
  }
}

/** A run: an experiment, its network and its training. `window.separable` is the page's first one. */
export interface Lab {
  /** A copy of the experiment. */
  experiment(): Experiment;

  /**
   * Puts fields in place, pauses, and begins again at the initial weights. Fields left out stay as
   * they are, those of `data` one by one; lists (`features`, `layers`), `optimizer`, `schedule` and
   * `loss` are replaced whole. Another dataset brings what it needs: the preset of those data where
   * nothing but data and seed was changed before, else the output layer, the loss and the features
   * that fit. Rejects with an Error that names the first wrong field; nothing changes then.
   */
  load(fields: ExperimentFields): Promise<void>;

  /**
   * Opens another run beside this one, with a worker of its own, and shows it on the page. It begins at
   * the initial weights of this run's experiment with fields put in place, as by `load`; this run goes
   * on unchanged. Neither run changes what the other computes.
   */
  open(fields: ExperimentFields): Promise<Lab>;

  /**
   * Puts this run, which has to be the page's first, and another side by side, both at their start and driven
   * by one transport: the two of a pair that comes with the page, or this run and its experiment with fields
   * put in place, as by `load`. Resolves with the left and the right run. `link()` of the left one restores
   * both.
   */
  duel(against: Pairing | ExperimentFields): Promise<[Lab, Lab]>;

  /** Ends the duel, if there is one: the right run is closed. */
  endDuel(): void;

  /**
   * Closes the run: its worker ends, promises that wait for it reject, and what is called from then on
   * throws or rejects. Throws an Error for the page's only run. When the first run is closed, the page
   * shows the next in its place.
   */
  close(): void;

  /**
   * Lets the transport (Play, Pause, Step, Step back, Reset, stride and speed) drive all open runs as it
   * drives this one, or lets each have its own again. `play` and `pause` then play and pause all.
   */
  together(on: boolean): void;

  /**
   * Trains as far as said, at full speed, and resolves with the status there; training that was
   * playing is paused. How the way is cut into calls changes nothing: twice 50 epochs end at the
   * same weights as 100.
   *
   * A promise is kept early, with the status as it then is, when the run is paused, replaced (`load`,
   * `reset`, a setting that begins it again), stopped early or diverges; it rejects when the worker
   * that trains fails. From a moment of the past (`seek`) training goes on as another branch.
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
   * the optimizer forgets what it keeps between steps.
   */
  setWeights(weights: LayerParameters[]): Promise<void>;

  /**
   * The network's outputs for rows of inputs.
   * @param rows One row of inputs for each sample, as the network reads them (`data()` gives them):
   * features, or a table's columns with categories one-hot, standardised where that is on.
   * @returns One row for each sample, with one value for each output unit.
   */
  predict(rows: number[][], options?: { raw?: false }): number[][];

  /**
   * The same for rows as they were measured: unscaled, before features, categories by name, as `scaler().columns`
   * has them. The outputs are the very ones that the prepared rows have. Throws an Error that names row and column
   * of the first value that is not allowed (`rows[1].sex: “other” is not one of male, female`).
   */
  predict(rows: MeasuredRow[], options: { raw: true }): number[][];

  /** What the network answers to rows as measured, in the task's words and units. */
  ask(rows: MeasuredRow[]): Reply[];

  /**
   * The wrong answers to the test samples of which the network is most sure, the surest first. Only where classes are
   * told apart; of all test samples, in portions between which the page draws.
   * @param count At most so many, 1 to 1000; 24 without it.
   */
  mostWrong(count?: number): Promise<Mistake[]>;

  /** What was fitted to the training samples, by which every row is prepared. */
  scaler(): Scaler;

  /**
   * The network with its weights as a file of another program: a `.keras` archive, an ONNX file, or Keras's JSON, as
   * `model_from_json` takes it, with each layer's arrays by its name under `weights`. What standardises the inputs and brings outputs to the data's own numbers is in it as
   * layers, so rows go in as they are measured (features of the plane as their values).
   */
  exportModel(format: "keras" | "onnx" | "json"): Promise<Uint8Array>;

  /**
   * Puts a model of another program in place of the network, on the data at hand, and begins at its weights, if
   * it has them: the bytes of a `.keras` or ONNX file, Keras code, or Keras's JSON. It answers as it did there.
   * Rejects with an Error that names what the page cannot hold, with its line; nothing changes then.
   * @returns What could be taken over only in part, a sentence each.
   */
  importModel(file: Uint8Array | string): Promise<string[]>;

  /**
   * The gradient of the mean loss over samples by each parameter, at the present weights. Under the
   * perceptron rule, which has no loss, that of the mean squared error.
   * @param rows Features, as for `predict`; at least one row.
   * @param targets One row for each sample with one value for each output unit, as in `data()`.
   */
  gradients(rows: number[][], targets: number[][]): LayerParameters[];

  /**
   * The gradient of `status().penalty` by each parameter: what L1 and L2 add to `gradients` in training.
   * 0 for biases, in frozen layers, without L1 and L2, and under the perceptron rule. Dropout is in
   * neither: each step of training leaves units out at random.
   */
  penaltyGradients(): LayerParameters[];

  /**
   * The next step of training from the moment on the screen, taken apart: every number on the way from
   * the samples that enter to the weights that come out, as the trainer computes them. The run stays where
   * it is; after one more batch its weights are `after`, bit for bit. Null where no step comes any more, as
   * after early stopping.
   * @param on Nothing for the mini-batch that comes next; or one sample alone, by its place in
   * `data().train`; or values as the network reads them, with their targets.
   */
  walk(on?: { sample: number } | { x: number[]; y: number[] }): Walk | null;

  /**
   * How values and gradients flow through the layers at the moment on the screen, over the training samples,
   * every unit taking part.
   */
  flow(): Flow;

  /**
   * How high the loss landscape is where the network has each of these weights: the mean loss over the
   * training samples with what L1 and L2 add to it, without dropout; under the perceptron rule the share
   * of wrong answers. Null where that is no finite number, or there is no sample. The run stays as it is.
   * @param weights A list, each of the shapes that `weights()` gives. Throws where it is so long that it would
   * hold the page up: a few hundred for a network of thousands of weights over a thousand samples.
   */
  landscape(weights: LayerParameters[][]): (number | null)[];

  /**
   * The experiment as a script in Python that runs as it is: samples, initial weights and the order of batches
   * are those of the run, so that the weights come out as here. It trains as many epochs as the run has done, or
   * 100 where it has not begun. Throws where there is no such language.
   */
  code(language: CodeLanguage): string;

  /**
   * The seed lottery: trains this experiment from many seeds in background workers, from their initial
   * weights, and resolves with what has come of them. The run stays as it is. Each seed ends at the same
   * weights as when it is loaded and trained by hand. Rejects with an Error that names the first wrong
   * field, or when workers fail again and again.
   */
  lottery(options?: LotteryOptions): Promise<Lottery>;

  /**
   * Transfer learning: puts a run in place that begins with the lower layers of this one as they are now, for
   * another task with the same inputs, with an output layer that suits it. It is one step for undo. Rejects with an
   * Error that names the first wrong field; nothing changes then.
   */
  transfer(options: TransferOptions): Promise<void>;

  /**
   * Learns the other task with the layers that are kept and from scratch, on the very same few samples, in background
   * workers, and resolves with the test accuracies, for each number of samples. The run stays as it is. Rejects with
   * an Error that names the first wrong field, or when workers fail again and again.
   */
  transferCurve(options: TransferOptions & TransferCurveOptions): Promise<TransferPoint[]>;

  /**
   * The tuner: searches for good hyperparameters of this experiment in background workers, and resolves with the
   * trials. The run stays as it is. The same options and seed try the same, whatever the number of workers. Aborting
   * `signal` ends it with what has come so far. Rejects with an Error that names the first wrong field, or when
   * workers fail again and again.
   */
  tune(options?: TuneOptions): Promise<Tuning>;

  /** The same search as a script in Python that runs as it is, on many machines too; other points are tried there. */
  tunerCode(library: "keras_tuner" | "optuna", options?: TuneOptions): string;

  /**
   * Checks every gradient of that step by finite differences of its loss, in double precision: how many agree
   * to the digits that single precision has, and where the difference is largest. `layer`, `unit` and `source`
   * count from 0; `source` is null for a bias. Null where no step comes any more. Throws under the perceptron
   * rule, which follows no gradient, and where all gradients of the batch would hold the page up for more than a few
   * seconds: the message says how many samples at once this network allows.
   */
  checkGradients(on?: { sample: number } | { x: number[]; y: number[] }): GradientCheck | null;

  /**
   * What to change next, by hand, so that more rows of a truth table are right: the sentence that **By hand** says.
   * `null` where the samples are no table of at most 16 rows with one answer.
   */
  hint(): string | null;

  /**
   * The samples as the network sees them. `train` is in the order from which the first epoch is
   * shuffled; `test` is empty for truth tables. Throws for sets of large images, which would be some 50 million numbers.
   */
  data(): { train: Samples; test: Samples };

  /**
   * The address that restores the experiment, with the settings that were changed on the way, so that
   * the run can be repeated. Weights put in place by `setWeights` are in it where they are at most 256 numbers.
   */
  link(): string;

  /**
   * Takes the last change back: experiment, moment and weights are as they were. Resolves with the
   * status there; does nothing where there is nothing to take back (`history().can_undo`).
   */
  undo(): Promise<Status>;

  /** Makes the last change again that `undo` took back. */
  redo(): Promise<Status>;

  /** Pauses, and goes back by one stride of the page: a sample, a batch or an epoch. */
  stepBack(): Promise<Status>;

  /**
   * Pauses, and shows a moment of the past, as it was to the last bit; beyond the furthest, that one.
   * What trains from there is another branch, equal to the former run as long as nothing is changed.
   */
  seek(moment: Partial<Moment>): Promise<Status>;

  /** The run's past. */
  history(): History;

  /** Goes back to a branch that was left, by its place in `history().branches`. */
  returnTo(branch: number): Promise<Status>;
}

/** A moment of a run. */
export interface Moment {
  /** Whole epochs done. */
  epoch: number;
  /** Samples shown in the epoch at hand. */
  position: number;
}

/** What is kept of a run's past, within 24 MB. */
export interface History {
  /** The moment on the screen. */
  now: Moment;
  /** The furthest that this branch has come to. */
  tip: Moment;
  /** Moments that are kept whole; any other is trained again from the one before it. */
  kept: number;
  /** Bytes that all moments take. */
  bytes: number;
  /** Branches that were left, the latest last: where each had left another one, and how far it came. */
  branches: { from: Moment | null; tip: Moment }[];
  /** Whether there is something to `undo`. */
  can_undo: boolean;
  /** Whether there is something to `redo`. */
  can_redo: boolean;
}

/** A dense layer's parameters: output = activation(input · kernel + bias). */
export interface LayerParameters {
  /** `kernel[input][unit]`. */
  kernel: number[][];
  /** `bias[unit]`. */
  bias: number[];
}

/**
 * A row as it was measured: a value for each of `scaler().columns`, in their order or by their names; a category by
 * its name. `null`, or a name that is left out, is a missing value, which is allowed where the data's are filled in.
 */
export type MeasuredRow = (number | string | null)[] | { [column: string]: number | string | null };

/** A wrong answer. */
export interface Mistake {
  /** The test sample, counted from 0 as in `data().test`. */
  sample: number;
  /** The class that it is, by its name. */
  target: string;
  /** The class that it was taken for. */
  answer: string;
  /** How probable the network finds that; null where outputs are no probabilities. */
  probability: number | null;
}

/** What the network answers to a row. */
export interface Reply {
  /** The name of the class; the names of the labels that hold; the number in its own units, or several. */
  answer: string | string[] | number | number[];
  /**
   * How probable each class or label is, in the order of `scaler().targets.names`. Null where outputs are no
   * probabilities: of steps, tanh, linear and the like, of losses that do not make them so, of numbers.
   */
  probabilities: number[] | null;
  /** What `predict` gives. */
  outputs: number[];
}

/** What was fitted to the training samples, in scikit-learn's words. */
export interface Scaler {
  /**
   * The columns as measured. `min` and `max` are those of the training samples; `fill` takes the place of a missing
   * value (`SimpleImputer`: the mean or the most frequent), null where rows that lack one were left out.
   */
  columns: (
    | { name: string; min: number; max: number; fill: number | null }
    | { name: string; categories: string[]; fill: string | null }
  )[];
  /**
   * What the network reads: features, or the columns with categories one-hot, one input for two of them that is 1
   * for the second.
   */
  inputs: string[];
  /** What is subtracted from each input, and by what it is divided then (`StandardScaler`); null without. */
  mean: number[] | null;
  scale: number[] | null;
  /**
   * The names of classes and labels with the targets of what does not hold and what does; or of numbers, whose
   * targets are (number − mean) / scale.
   */
  targets: { names: string[]; off: number; on: number } | { names: string[]; mean: number[]; scale: number[] };
}

/** Which seeds are trained, and for how long. */
export interface LotteryOptions {
  /** 1 to 1000; how many seeds. Default 50. With `sweep`, seeds times values are at most 2000. */
  seeds?: number;
  /** The first seed; the others follow it one by one. Default the experiment's own. */
  first?: number;
  /**
   * 1 to 1000000; for how many epochs. Default those of the run where it has come far enough, else as many
   * as the number of samples suggests.
   */
  epochs?: number;
  /** Trains all seeds at each value of a setting. */
  sweep?: {
    /**
     * The setting; `units` and `activation` are those of every hidden layer, `layers` all hidden layers by the
     * units of each, as in `"6-6-6"`.
     */
    of: "units" | "layers" | "activation" | "learning_rate" | "batch_size" | "optimizer" | "initializer";
    /** 1 to 20 numbers, or names as links have them. Default values around the experiment's own. */
    values?: (number | string)[];
  } | null;
}

/** What has come of a seed lottery. */
export interface Lottery {
  first: number;
  seeds: number;
  epochs: number;
  /**
   * How many are solved, of how many: accuracy at least 0.98, or R² at least 0.95, over the training samples
   * and those held back.
   */
  solved: number;
  of: number;
  /** Where the share of all seeds lies with a confidence of 95 % (Wilson). */
  interval: [number, number] | null;
  /** The same for each value of `sweep`; empty without. */
  values: { value: string; solved: number; of: number; interval: [number, number] | null }[];
  /** What has come of each, in the order of values and seeds. */
  outcomes: LotteryOutcome[];
}

export interface LotteryOutcome {
  seed: number;
  /** The value of `sweep`. */
  value: string | null;
  /** How far it has come: less than was said where early stopping ended it or it diverged. */
  epoch: number;
  solved: boolean;
  stopped: boolean;
  /** Whether weights or loss have left the finite numbers. */
  diverged: boolean;
  loss: { train: number | null; test: number | null };
  accuracy: { train: number | null; test: number | null };
  fit: { train: Fit | null; test: Fit | null };
  weights: LayerParameters[];
}

/** A hyperparameter, in KerasTuner's words. Which there are follows from the experiment. */
export interface Hyperparameter {
  /**
   * What it acts on: `layers` is the number of hidden layers, `units`, `activation` and `dropout` are those of every
   * hidden layer, `units_1` … `units_8` those of one, which has no meaning where there are fewer.
   */
  name: "layers" | "units" | `units_${number}` | "activation" | "optimizer" | "learning_rate" | "batch_size" | "dropout" | "l2" | "initializer";
  type: "Int" | "Float" | "Choice";
  /** Of Int and Float. */
  min?: number;
  max?: number;
  /** What is added from one to the next, or with `log` and `reverse_log` the factor; without, all between. */
  step?: number | null;
  /** Default `linear`. */
  sampling?: "linear" | "log" | "reverse_log";
  /** Of Choice: 1 to 20 numbers, or names as links have them. */
  values?: (number | string)[];
}

/** How the tuner searches, for what and for how long. */
export interface TuneOptions {
  /** Default layers, units, activation, optimizer and learning rate around what is usual. */
  space?: Hyperparameter[];
  /** Default `random`. */
  algorithm?: "random" | "grid" | "hyperband" | "bayesian";
  /**
   * What the best of all epochs is the best of: of the samples held back, where there are, or of those trained on.
   * Default `val_loss`, or `loss` where nothing is held back.
   */
  objective?: "val_loss" | "val_accuracy" | "loss" | "accuracy";
  /** 2 to 10 parts of the training samples that are held back in turn; 0, the default, holds the test part back. */
  folds?: number;
  /** 1 to 300; how many points are tried at most, but by Hyperband. Default 30. */
  max_trials?: number;
  /** 1 to 100000; for how long each is trained at most. */
  epochs?: number;
  /** 1 to 10; how often each is trained, from one seed after another; the mean counts. Default 1. */
  executions?: number;
  /** 2 to 10; Hyperband goes on with one of so many. Default 3. */
  factor?: number;
  /** 1 to 10; how often Hyperband goes through its brackets. Default 1. */
  iterations?: number;
  /** Decides which points are tried. Default 1. */
  seed?: number;
  /** Ends the search. */
  signal?: AbortSignal;
}

/** What has come of a search. */
export interface Tuning {
  algorithm: string;
  objective: string;
  /** Whether it came to its end. */
  complete: boolean;
  /** Epochs that were trained, over all runs. */
  epochs: number;
  /** The number of the best trial. */
  best: number | null;
  trials: TuningTrial[];
}

export interface TuningTrial {
  /** From 0; the page shows it from 1. */
  trial: number;
  /** Of each hyperparameter; null where it has no meaning. */
  values: Record<string, number | string | null>;
  /** The objective at the best epoch, in the mean over its runs; null where it diverged. */
  score: number | null;
  /** Loss and accuracy of the same samples there. */
  loss: number | null;
  accuracy: number | null;
  /** For how many epochs it was trained. */
  epochs: number;
  best_epoch: number | null;
  /** Hyperband's bracket; 0 is random search. */
  bracket: number | null;
  diverged: boolean;
  /** Those of its first run at its best epoch; null where that diverged, and of more than 20,000, which are not kept. */
  weights: LayerParameters[] | null;
}

/** What came of checking the gradients of a step. */
export interface GradientCheck {
  agree: number;
  of: number;
  worst: { layer: number; unit: number; source: number | null; gradient: number; difference: number; step: number } | null;
}

/** A step of training, taken apart. */
export interface Walk {
  /** Whole epochs done before it. */
  epoch: number;
  /** Which batch of the epoch it is, from 0; null for a sample that was chosen. */
  batch: number | null;
  /** Batches in an epoch. */
  batches: number;
  /** The samples that enter, in the order in which they are shown. */
  samples: WalkedSample[];
  /** The mean of their losses, without penalties. */
  loss: number;
  /**
   * Its gradient by each parameter: the sum over the samples of `delta` times what the weight reads, or of
   * `delta` itself for a bias. Under the perceptron rule (y − t)·x, which takes its place there.
   */
  gradient: LayerParameters[];
  /** What L1 and L2 add to it; 0 without them. */
  penaltyGradient: LayerParameters[];
  /** The learning rate of this step, after the schedule. */
  learningRate: number;
  /** The parameters before the step. */
  before: LayerParameters[];
  /** The parameters after it. */
  after: LayerParameters[];
  /** What the optimizer remembers of each parameter: the last step, means of gradients and of their squares. */
  memory: { kind: "velocity" | "mean" | "square"; before: LayerParameters[]; after: LayerParameters[] }[];
  /** 1 − β₁ᵗ and 1 − β₂ᵗ of the Adams, after this step; else null. */
  corrections: [number, number] | null;
}

/** One sample on its way through the network and back. */
export interface WalkedSample {
  /** Its place in `data().train`; null for values of one's own. */
  sample: number | null;
  /** What enters. */
  x: number[];
  /** What should come out. */
  y: number[];
  /** Every layer, a value per unit. */
  layers: {
    /** Weighted sums. */
    z: number[];
    /** Values of the activation. */
    a: number[];
    /** What dropout multiplies them by, 0 for a unit that is left out; null without dropout. */
    dropout: number[] | null;
    /** ∂L/∂z, where L is the mean loss over the batch. Under the perceptron rule y − t. */
    delta: number[];
  }[];
  /** Its loss. */
  loss: number;
}

/** Samples, row by row. */
export interface Samples {
  /** The network's inputs: features in the order of `experiment().features`, or a table's columns. */
  x: number[][];
  /**
   * Targets, one for each output unit. Classes and labels: 0 and 1 (several classes one-hot), or −1
   * and 1 where the loss is hinge or the output's range is −1 to 1. Numbers: as they are, or brought
   * into the range of an output that has one (sigmoid, tanh).
   */
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
    /** A training accuracy, 0 to 1, at least this; regression has none. */
    accuracy?: number;
  };
}

/** Where a run has come to. */
export interface Status {
  /** Updates of the weights since the start; under the perceptron rule, samples shown. */
  step: number;
  /** Whole epochs done. */
  epoch: number;
  /** Samples shown in the epoch at hand. */
  position: number;
  /** The mean loss; `test` is null where there are no test data. */
  loss: { train: number; test: number | null };
  /**
   * The share that is decided rightly, 0 to 1: of samples, or with several labels the mean over the
   * labels (Keras's `binary_accuracy`). Null for regression.
   */
  accuracy: { train: number | null; test: number | null };
  /** How near numbers come to their targets, as trained (in scaled units where they are scaled). */
  fit: { train: Fit | null; test: Fit | null };
  /**
   * The epochs after which loss, accuracy and fit were measured: those of this moment, but of very large networks
   * while they train, which are looked at about once a second on 10,000 samples of each part.
   */
  measured: number;
  /** What L1 and L2 add to the loss while training, as Keras counts it: over the kernels that learn. */
  penalty: number;
  /** The learning rate in force, by the schedule. */
  learning_rate: number;
  /** Whether early stopping ended the run. */
  stopped: boolean;
  /** Whether the page is playing. */
  running: boolean;
  /** The share of its time that the worker lately spent training, 0 to 1. */
  load: number;
}

/** Of several outputs, the mean of each one's. */
export interface Fit {
  /** Mean absolute error. */
  mae: number;
  /** Root of the mean squared error. */
  rmse: number;
  /** Share of the variance that is explained; at most 1. */
  r2: number;
}

/** All that is needed to repeat a run: the same experiment gives the same weights, bit for bit. */
export interface Experiment {
  /** Which points to learn. */
  data: Data;
  /**
   * What the network sees of a point (x₁, x₂): at least one, none twice. Sets of one input have those
   * of x₁ only; a table's columns are seen as they are. Default `["x1", "x2"]`.
   */
  features: Feature[];
  /** Whether each input is brought to mean 0 and deviation 1 over the training samples. Default false. */
  standardize: boolean;
  /**
   * 0 to 8 hidden layers, first to last, then the output layer, which has one unit for two classes, else
   * one for each class, label or number. Default 4 and 3 units of tanh, and a sigmoid.
   */
  layers: Layer[];
  /**
   * Single weights and biases that training leaves as they are, at most 64; those of a layer that gets
   * another shape learn again. Default `[]`.
   */
  fixed: ParameterPlace[];
  /** How kernels start; biases start at 0. Default `"glorot_uniform"`. */
  initializer: Initializer;
  /**
   * How weights learn from errors. All but `"backprop"` take samples one by one and need a single layer of
   * `heaviside` or `sign`: `"perceptron"` (Rosenblatt), `"pocket"` (Gallant), `"averaged"` (Freund and
   * Schapire), `"delta"` (Widrow and Hoff), `"hebb"`. Default `"backprop"`.
   */
  rule: LearningRule;
  /** What backprop makes small. Default `"binary_crossentropy"`. */
  loss: Loss;
  /** How a gradient becomes a step. Default `{ name: "sgd", momentum: 0, nesterov: false }`. */
  optimizer: Optimizer;
  /** Length of a step, 0.000001 to 100. Default 0.03. */
  learning_rate: number;
  /** How that length changes over the epochs. Default `{ name: "constant" }`. */
  schedule: Schedule;
  /** Weight of the sum of the kernels' sizes in what is trained, 0 to 10. Default 0. */
  l1: number;
  /** Weight of the sum of the kernels' squares, 0 to 10. Default 0. */
  l2: number;
  /** Share of the hidden units that each sample is learnt without, 0 to 0.9. Default 0. */
  dropout: number;
  /**
   * Epochs without a lower test loss after which training stops and goes back to the best weights, 1
   * to 100000; null to go on. Default null.
   */
  patience: number | null;
  /** Samples per step of backprop, 1 to 50000; the last batch of an epoch may be smaller. Default 10. */
  batch_size: number;
  /** Whether each epoch shows the samples in an order of its own; else in the table's. Default true. */
  shuffle: boolean;
  /** Decides initial weights and the order of samples: a whole number, 0 to 4294967295. Default 14. */
  seed: number;
}

/** How weights learn from errors. */
export type LearningRule = "backprop" | "perceptron" | "pocket" | "averaged" | "delta" | "hebb";

/** Two experiments worth comparing. */
/** In what `code()` writes. */
export type CodeLanguage = "keras" | "pytorch" | "numpy";

export type Pairing =
  | "perceptron_mlp"
  | "perceptron_logistic"
  | "sigmoid_relu"
  | "sgd_adam"
  | "wide_narrow"
  | "one_many";

/** Fields to put over an experiment. */
export type ExperimentFields = Partial<Omit<Experiment, "data" | "optimizer" | "schedule" | "loss">> & {
  data?: Partial<Data>;
  /** By name, or with some settings; those left out are Keras's defaults. */
  optimizer?: Optimizer["name"] | (Pick<Optimizer, "name"> & Partial<Optimizer>);
  schedule?: Schedule["name"] | (Pick<Schedule, "name"> & Partial<Schedule>);
  loss?: Loss | { name: "huber"; delta?: number };
};

/** Which layers are kept, and for what. */
export interface TransferOptions {
  /** The data of the new task, over those at hand: a set with the same inputs, or other classes, or a turn. */
  to: Partial<Data>;
  /** How many hidden layers, from the inputs on, keep their weights. Default: all. */
  keep?: number;
  /** Whether they stay as they are, or are fine-tuned. Default true. */
  freeze?: boolean;
  /** Training samples of each class at most, as in `to`. */
  per_class?: number | null;
}

/** What is trained for a curve. */
export interface TransferCurveOptions {
  /** Numbers of training samples of each class, 1 to 12 of them. Default `[1, 2, 5, 10, 20, 50]`. */
  counts?: number[];
  /** Seeds of each, 1 to 50, from the run’s own on. Each has samples of its own where that is fair. Default 5. */
  seeds?: number;
  /** Epochs of each, 1 to 10000. Default 50. */
  epochs?: number;
}

/** What came of a number of samples. */
export interface TransferPoint {
  /** Training samples of each class, at most. */
  per_class: number;
  /** With the layers that are kept; null where nothing came. */
  reused: TransferSpread | null;
  /** From fresh weights. */
  scratch: TransferSpread | null;
}

/** Test accuracies over the seeds. */
export interface TransferSpread {
  /** In the order of the seeds. */
  accuracies: (number | null)[];
  median: number;
  least: number;
  greatest: number;
}

/** Which points to learn: the same values give the same points. */
export interface Data {
  /** Where the samples come from. Default `"xor"`, the clouds; `"xor_table"` is the truth table. */
  dataset: Dataset;
  /** A truth table's inputs: 0 and 1, or −1 and 1. Other sets take no notice of it. Default `"binary"`. */
  coding: "binary" | "bipolar";
  /** Samples of a generated set, for training and testing together, 4 to 5000. Truth tables have four. Default 400. */
  points: number;
  /**
   * The standard deviation of each point's displacement along either axis, as a share of the plane's
   * half-width, 0 to 0.5. It never changes a point's class. Truth tables have none. Default 0.04.
   */
  noise: number;
  /** The share of points that is for training, 0.1 to 0.9. All of a truth table is. Default 0.7. */
  train_share: number;
  /** Which random sample, and which random split: a whole number, 0 to 4294967295. Default 1. */
  draw: number;
  /**
   * Which classes take part, by their numbers from 0 on, two or more; null for all. Outputs are those of these
   * classes. Samples that are for training, or for testing, stay so whichever classes take part. Default null.
   */
  classes: number[] | null;
  /** Training samples of each class at most, 1 to 10000; null for all that there are. Default null. */
  per_class: number | null;
  /** Degrees by which points of classes in the plane are turned, anticlockwise, -180 to 180. Default 0. */
  turn: number;
  /**
   * Only with `dataset: "drawn"`: up to 2,000 points on a grid of hundredths from −6 to 6, in classes
   * 0 to 5 (orange, blue, green, pink, yellow, grey), in the order in which they were drawn. Each is
   * four digits of A–Z, a–z, 0–9, `-` and `_`, the greatest first, which stand for
   * (class · 1201 + 100·x₁ + 600) · 1201 + 100·x₂ + 600.
   */
  drawn?: string;
  /** Only with `dataset: "own"`: the table. Without it, the one that was used last on this device. */
  file?: OwnFile;
}

/** A table of one's own. */
export interface OwnFile {
  /**
   * The text of a table as programs write it: at most 50,000 rows and 1,000 columns, 10 million cells
   * in all. What separates its cells, whether its first row holds names, how its numbers and dates are
   * written and what stands for missing values is found out.
   */
  csv: string;
  /**
   * Whether `csv` is written as `experiment()` writes it, so that nothing is to be found out: commas,
   * decimal points, a row of names. Default false.
   */
  plain?: boolean;
  /** What each column is for. Default: the last one that may be a target is to be learnt from the others. */
  roles?: ("input" | "target" | "ignore")[];
  /** Rows in which an input is missing are left out, or filled with the column's mean. Default `"drop"`. */
  missing?: "drop" | "mean";
  /** The task. Default null: the likeliest that fits the targets. */
  task?: Task | null;
  /** What the table is called. Default `"own table"`. */
  name?: string;
}

/** The four kinds of network. */
export type Task = "binary" | "multiclass" | "multilabel" | "regression";

/** The gallery: truth tables, generators by task, tables that come with the page, and one's own. */
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
  | "nand"
  | "not"
  | "blobs3"
  | "blobs4"
  | "spiral3"
  | "rings"
  | "labels"
  | "line"
  | "sine"
  | "step"
  | "outliers"
  | "two_waves"
  | "plane"
  | "bumps"
  | "saddle"
  | "iris"
  | "penguins"
  | "wine"
  | "breast_cancer"
  | "diabetes"
  | "digits"
  | "mnist"
  | "fashion_mnist"
  | "drawn"
  | "own";

/** x₁, x₂, x₁², x₂², x₁x₂, sin x₁, sin x₂. */
export type Feature = "x1" | "x2" | "x1_squared" | "x2_squared" | "x1x2" | "sin_x1" | "sin_x2";

/** A dense layer. */
export interface Layer {
  /** 1 to 64; 1 to 512 of MNIST and Fashion-MNIST; in the output layer as many as the data need. */
  units: number;
  /** What each unit makes of its weighted sum; `softmax` in the output layer only. */
  activation: Activation;
  /** False where the layer is frozen; left out where it learns. */
  trainable?: boolean;
}

/** A single weight or bias, by its place in `weights()`; all count from 0. */
export interface ParameterPlace {
  /** The layer: hidden layers first to last, then the output layer. */
  layer: number;
  /** The unit within it. */
  unit: number;
  /** The input or unit that the weight comes from, as in `kernel[source][unit]`; left out for the bias. */
  source?: number;
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
  | "swish"
  | "softmax";

/** How values and gradients flow through the layers. */
export interface Flow {
  /** Samples that were looked at: the first of those that are trained on. */
  samples: number;
  /** The layers, first to last. */
  layers: LayerFlow[];
}

export interface LayerFlow {
  activation: Activation;
  /** The size of the gradient of the mean loss and the penalty over weights and biases, 0 in frozen layers. */
  gradient: number;
  /** The size of the next step over the size of the weights; null where no step comes or all weights are 0. */
  step: number | null;
  /** The least and the greatest weighted sum. */
  z: [number, number];
  /** Share of the answers where the activation's slope is below a twentieth of its greatest. */
  saturated: number;
  /** Units whose slope is 0 at every sample. */
  dead: number;
  units: number;
}

/**
 * Keras's initialisers; `random_uniform` is from −0.05 to 0.05, `random_normal` deviates by 0.05 and
 * `standard_normal` by 1.
 */
export type Initializer =
  | "glorot_uniform"
  | "glorot_normal"
  | "he_uniform"
  | "he_normal"
  | "lecun_uniform"
  | "lecun_normal"
  | "random_uniform"
  | "random_normal"
  | "truncated_normal"
  | "orthogonal"
  | "zeros"
  | "ones"
  | "standard_normal";

/** Losses by Keras's names. Every one can be chosen for every task; the page explains what does not fit. */
export type Loss =
  | "binary_crossentropy"
  | "mean_squared_error"
  | "mean_absolute_error"
  | "huber"
  | "hinge"
  | "categorical_crossentropy"
  | { name: "huber"; delta: number };

/** Keras 3's optimizers, with its defaults and update rules. */
export type Optimizer =
  | { name: "sgd"; momentum: number; nesterov: boolean }
  | { name: "adagrad"; initial_accumulator_value: number; epsilon: number }
  | { name: "rmsprop"; rho: number; momentum: number; epsilon: number; centered: boolean }
  | { name: "adam"; beta_1: number; beta_2: number; epsilon: number }
  | { name: "adamw"; weight_decay: number; beta_1: number; beta_2: number; epsilon: number }
  | { name: "nadam"; beta_1: number; beta_2: number; epsilon: number };

/** The learning rate over the epochs. `factor` is what it is multiplied by in each span of `epochs`. */
export type Schedule =
  | { name: "constant" }
  | { name: "step"; epochs: number; factor: number }
  | { name: "exponential"; epochs: number; factor: number }
  | { name: "cosine"; epochs: number }
  | { name: "one_cycle"; epochs: number };
