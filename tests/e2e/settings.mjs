// Every control that changes the experiment, with another value; a line for each.

import { expect } from "@playwright/test";

const [training, more, network, data] = ["Training", "More", "Network", "Data"];

const type = (value) => async (control) => {
  await control.fill(String(value));
  await control.press("Tab");
};
const select = (option) => (control) => control.selectOption(option);
const check = (control) => control.check();
const click = (control) => control.click();
const key = (key) => (control) => control.press(key);

const field = (region, name, value, rest) => ({ region, role: "spinbutton", name, to: value, set: type(value), ...rest });
const choice = (region, name, option, rest) => ({ region, role: "combobox", name, to: option, set: select(option), ...rest });
const tick = (region, name, rest) => ({ region, role: "checkbox", name, to: "on", set: check, ...rest });
const slider = (region, name, press, rest) => ({ region, role: "slider", name, to: press, set: key(press), ...rest });
const button = (region, name, rest) => ({ region, role: "button", name, to: "pressed", set: click, ...rest });
const radio = (name, task) => ({ region: data, role: "radio", name, to: "chosen", set: check, task });
/** A table, which is fetched first. */
const table = (name, dataset, task) => ({
  ...radio(name, task),
  async set(control) {
    await control.check();
    await expect.poll(() => control.page().evaluate(async () => (await window.separable).experiment().data.dataset)).toBe(dataset);
  },
});

const optimizer = (fragment, name, value) => field(more, name, value, { open: `#optimizer=${fragment}` });
const schedule = (fragment, name, value, rest) => field(more, name, value, { open: `#schedule=${fragment}`, ...rest });
/** A schedule by steps lowers the rate for the first time after 100 epochs. */
const firstFall = { epochs: 102 };
const layer1 = { group: "Layer 1" };

/**
 * `region`, `role`, `name`: which control, in which region or panel, in `group` where there are several; `set`: changes it, to what
 * `to` says; `open`: the fragment with which the page has it; `task`: the task to be chosen before;
 * `epochs`: how many show it in what is learnt, where three do not; `unlearnt`: it does not show there.
 */
export const settings = [
  field(training, "Learning rate", 0.07),
  ...["Perceptron rule", "Pocket", "Averaged", "Delta rule", "Hebb’s rule"].map((name) =>
    choice(training, "Learning rule", name, { open: "#data=and" }),
  ),
  ...["Mean squared error", "Mean absolute error", "Huber", "Hinge"].map((name) => choice(training, "Loss", name)),
  ...["Momentum", "AdaGrad", "RMSprop", "Adam", "AdamW", "Nadam"].map((name) => choice(training, "Optimizer", name)),
  field(training, "Seed", 77),
  button(training, "New weights"),
  field(more, "Momentum", 0.5),
  tick(more, "Nesterov", { open: "#momentum=0.9" }),
  optimizer("adagrad", "First sum", 0.3),
  optimizer("adagrad", "Epsilon", 0.001),
  optimizer("rmsprop", "Rho", 0.7),
  optimizer("rmsprop", "Momentum", 0.5),
  optimizer("rmsprop", "Epsilon", 0.001),
  tick(more, "Centred", { open: "#optimizer=rmsprop" }),
  ...["adam", "nadam"].flatMap((name) => [optimizer(name, "Beta 1", 0.7), optimizer(name, "Beta 2", 0.9), optimizer(name, "Epsilon", 0.001)]),
  optimizer("adamw", "Weight decay", 0.1),
  optimizer("adamw", "Beta 1", 0.7),
  optimizer("adamw", "Beta 2", 0.9),
  optimizer("adamw", "Epsilon", 0.001),
  field(more, "Delta", 0.3, { open: "#loss=huber" }),
  ...["Exponential", "Cosine", "One cycle"].map((name) => choice(more, "Schedule", name)),
  choice(more, "Schedule", "Step", firstFall),
  ...["step", "exponential"].map((name) => schedule(name, "Over epochs", 2)),
  schedule("step", "Factor", 0.3, firstFall),
  schedule("exponential", "Factor", 0.3),
  ...["cosine", "one_cycle"].map((name) => schedule(name, "Over epochs", 2)),
  { ...tick(more, "Shuffle"), to: "off", set: (control) => control.uncheck() },
  field(more, "L1", 0.003),
  field(more, "L2", 0.003),
  field(more, "Dropout", 0.3),
  field(more, "Patience", 2, { unlearnt: true }),
  choice(more, "Initial weights", "He normal"),
  field(more, "Data draw", 9),
  field(more, "Samples per class", 20),
  field(more, "Turn", 30),
  ...["setosa", "versicolor", "virginica"].map((name) => button(more, name, { open: "#data=iris" })),

  ...["Circles", "Gaussians", "Spiral", "Moons", "Checker", "XOR table", "AND", "OR", "NAND", "NOT"].map((name) => radio(name)),
  table("Cancer", "breast_cancer"),
  ...["Several classes", "Several labels", "Regression"].map((task) => choice(data, "Task", task)),
  table("Iris", "iris", "Several classes"),
  radio("Labels", "Several labels"),
  table("Diabetes", "diabetes", "Regression"),
  slider(data, "Points", "ArrowLeft"),
  slider(data, "Noise", "ArrowRight"),
  slider(data, "For training", "ArrowRight"),
  slider(data, "For training", "ArrowLeft", { open: "#data=iris" }),
  choice(data, "Inputs coded", "−1 and +1", { open: "#data=xor_table" }),
  field(data, "Batch size", 7),
  tick(data, "Standardise inputs"),
  button(data, "Regenerate data"),
  ...["x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂"].map((name) => button(data, name, { group: "Inputs" })),

  field(network, "Units", 6, layer1),
  button(network, "More units", layer1),
  button(network, "Fewer units", layer1),
  choice(network, "Activation", "ReLU", layer1),
  choice(network, "Activation", "tanh", { group: "Output layer" }),
  choice(network, "Set all hidden layers to…", "ReLU"),
  button(network, "Trainable", layer1),
  button(network, "Trainable", { group: "Output layer" }),
  button(network, "Remove layer", layer1),
  button(network, "Add layer"),
  button(network, "Insert a layer before layer 1"),
];

/** Controls of these regions that show something, open something or do not belong to the experiment. */
export const others = ["Open table…", "Columns…", "Draw points", "Units’ answers", "Weights", "Gradients", "x₁", "XOR", /^(Layer \d+|Output), unit \d+$/, /^Insert a layer before/];
