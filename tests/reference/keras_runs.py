"""Trains small networks with Keras 3 and writes what came out, for tests/reference.rs to hold ours against.

Initial weights, samples and batches are fixed and written down with the results. Kernels are as Keras has them, inputs x
units, row by row. Where a case names no number of an optimizer, Keras's default was used.
"""

import json
import os
import platform
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"

import jax
import keras
import numpy as np

STEPS = 50
LOSSES_AT = [1, 2, 5, 10, 25, 50]
SAMPLES = 24

OPTIMIZERS = [
    {"name": "sgd", "learning_rate": 0.1},
    {"name": "sgd", "learning_rate": 0.03, "momentum": 0.9},
    {"name": "sgd", "learning_rate": 0.03, "momentum": 0.9, "nesterov": True},
    {"name": "adagrad", "learning_rate": 0.1},
    # With longer steps some of these runs become unstable, and then even Keras's float32 is far from its float64.
    {"name": "rmsprop", "learning_rate": 0.004},
    {"name": "rmsprop", "learning_rate": 0.002, "rho": 0.8, "momentum": 0.5, "centered": True},
    {"name": "adam", "learning_rate": 0.02},
    {"name": "adamw", "learning_rate": 0.02},
    {"name": "nadam", "learning_rate": 0.02},
]
CLASSES = {
    "sgd": keras.optimizers.SGD,
    "adagrad": keras.optimizers.Adagrad,
    "rmsprop": keras.optimizers.RMSprop,
    "adam": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW,
    "nadam": keras.optimizers.Nadam,
}


def digits(values):
    """Nine significant digits hold a float32."""
    return [float(f"{value:.9g}") for value in np.asarray(values, dtype=np.float64).ravel()]


def problem(name, task, targets, output, bipolar=False):
    """A network 2-5-outputs, its samples and its initial weights, all drawn from the problem's name."""
    rng = np.random.default_rng(list(name.encode()))
    x = rng.uniform(-1, 1, (SAMPLES, 2)).astype(np.float32)
    y = targets(x, rng).astype(np.float32)
    if bipolar:
        y = 2 * y - 1
    outputs = y.shape[1]
    weights = [
        rng.uniform(-1, 1, (2, 5)),
        rng.uniform(-0.3, 0.3, 5),
        rng.uniform(-0.7, 0.7, (5, outputs)),
        rng.uniform(-0.3, 0.3, outputs),
    ]
    weights = [w.astype(np.float32) for w in weights]
    return {"name": name, "task": task, "output": output, "outputs": outputs, "x": x, "y": y, "weights": weights}


def two_classes(x, rng):
    noisy = x[:, 0] * x[:, 1] + rng.normal(0, 0.1, len(x))
    return (noisy > 0)[:, None]


def labels(x, rng):
    noisy = x + rng.normal(0, 0.2, x.shape)
    return np.stack([noisy[:, 0] > 0, noisy[:, 1] > -0.2, noisy.sum(1) > 0.3], axis=1)


def classes(x, rng):
    angle = np.arctan2(x[:, 1], x[:, 0]) + rng.normal(0, 0.3, len(x))
    return np.eye(4)[((angle / np.pi + 1) * 2).astype(int) % 4]


def numbers(outputs):
    def targets(x, rng):
        first = np.sin(2 * x[:, 0]) + x[:, 1] ** 2 + rng.normal(0, 0.1, len(x))
        second = 2 * x[:, 0] - x[:, 1] + rng.normal(0, 0.1, len(x))
        return np.stack([first, second][:outputs], axis=1)

    return targets


BCE, CCE, HINGE = ({"name": n} for n in ("binary_crossentropy", "categorical_crossentropy", "hinge"))
MSE, MAE = ({"name": n} for n in ("mean_squared_error", "mean_absolute_error"))
HUBER, NARROW_HUBER = {"name": "huber"}, {"name": "huber", "delta": 0.5}

PROBLEMS = [
    (problem("binary", "binary", two_classes, "sigmoid"), [BCE, MSE, HUBER]),
    (problem("binary tanh", "binary", two_classes, "tanh", bipolar=True), [MAE, HINGE]),
    (problem("multilabel", "multilabel", labels, "sigmoid"), [BCE, MSE]),
    (problem("multiclass", "multiclass", classes, "softmax"), [CCE, MSE]),
    (problem("one number", "regression", numbers(1), "linear"), [MSE, MAE, HUBER, NARROW_HUBER]),
    (problem("two numbers", "regression", numbers(2), "linear"), [MSE, MAE, HUBER, NARROW_HUBER]),
]


def loss_of(loss):
    if loss["name"] == "huber":
        return keras.losses.Huber(delta=loss.get("delta", 1.0))
    return keras.losses.get(loss["name"])


class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """Smith's cycle, of Keras's cosines: one run backwards up to 30 % of the steps, one forwards from there."""

    def __init__(self, rate, steps):
        cosine = keras.optimizers.schedules.CosineDecay
        self.top = 0.3 * steps
        self.up = cosine(rate, self.top, alpha=1 / 25)
        self.down = cosine(rate, steps - self.top, alpha=1e-4)

    def __call__(self, step):
        step = keras.ops.cast(step, "float32")
        up, down = self.up(self.top - step), self.down(step - self.top)
        return keras.ops.where(step < self.top, up, down)


def schedule_of(schedule, rate, steps_per_epoch):
    schedules = keras.optimizers.schedules
    if schedule["name"] == "constant":
        return rate
    steps = schedule["epochs"] * steps_per_epoch
    if schedule["name"] == "cosine":
        return schedules.CosineDecay(rate, steps)
    if schedule["name"] == "one_cycle":
        return OneCycle(rate, steps)
    staircase = schedule["name"] == "step"
    return schedules.ExponentialDecay(rate, steps, schedule["factor"], staircase=staircase)


def build(problem, loss, optimizer, schedule, l1, l2, frozen):
    keras.backend.clear_session()
    regularizer = keras.regularizers.L1L2(l1, l2) if l1 or l2 else None
    layers = [
        keras.layers.Dense(5, "tanh", kernel_regularizer=regularizer),
        keras.layers.Dense(problem["outputs"], problem["output"], kernel_regularizer=regularizer),
    ]
    model = keras.Sequential([keras.Input((2,)), *layers])
    model.set_weights(problem["weights"])
    for number, layer in enumerate(layers):
        layer.trainable = number not in frozen
    numbers = {key: value for key, value in optimizer.items() if key != "name"}
    # An epoch has one step.
    numbers["learning_rate"] = schedule_of(schedule, optimizer["learning_rate"], 1)
    model.compile(optimizer=CLASSES[optimizer["name"]](**numbers), loss=loss_of(loss))
    return model


def run(problem, loss, optimizer, batches=None, schedule=None, l1=0.0, l2=0.0, frozen=()):
    """Trains on all samples at once, or on the given batches one after another."""
    schedule = schedule or {"name": "constant"}
    model = build(problem, loss, optimizer, schedule, l1, l2, frozen)
    x, y = problem["x"], problem["y"]
    # Keras leaves frozen layers out of the penalty, which is the same for learning.
    total = (lambda: model.evaluate(x, y, batch_size=len(x), verbose=0)) if not frozen else None
    losses, totals = [], []
    for step in range(STEPS):
        rows = batches[step % len(batches)] if batches else slice(None)
        model.train_on_batch(x[rows], y[rows])
        if step + 1 in LOSSES_AT:
            predicted = model.predict_on_batch(x)
            # Some are functions that give a loss per sample.
            losses.append(np.mean(loss_of(loss)(y, predicted)))
            if (l1 or l2) and total:
                totals.append(total())
    case = {"problem": problem["name"], "loss": loss, "optimizer": optimizer}
    for key, value in [("batches", batches), ("l1", l1), ("l2", l2), ("frozen", list(frozen))]:
        if value:
            case[key] = value
    if schedule["name"] != "constant":
        case["schedule"] = schedule
    case["losses"] = digits(losses)
    if totals:
        case["totals"] = digits(totals)
    case["weights"] = [digits(w) for layer in model.layers for w in layer.get_weights()]
    return case


def every_task_loss_and_optimizer():
    for problem, losses in PROBLEMS:
        for loss in losses:
            for optimizer in OPTIMIZERS:
                yield run(problem, loss, optimizer)


def small_batches():
    """Batches of 10, 10 and 4 of the samples, in an order that is fixed."""
    order = np.random.default_rng(1).permutation(SAMPLES).tolist()
    batches = [order[:10], order[10:20], order[20:]]
    for name in ["binary", "multilabel", "multiclass", "two numbers"]:
        problem, losses = next(p for p in PROBLEMS if p[0]["name"] == name)
        for optimizer in OPTIMIZERS:
            yield run(problem, losses[0], optimizer, batches=batches)


SCHEDULES = [
    {"name": "step", "epochs": 10, "factor": 0.5},
    {"name": "exponential", "epochs": 20, "factor": 0.3},
    {"name": "cosine", "epochs": 40},
    {"name": "one_cycle", "epochs": 45},
]


def penalties_schedules_and_frozen_layers():
    problem, (bce, *_) = PROBLEMS[0]
    sgd, adam, adamw = OPTIMIZERS[0], OPTIMIZERS[6], OPTIMIZERS[7]
    for optimizer in [sgd, adam]:
        # With l1 = 0.01 a weight comes within 2e-6 of 0, where rounding decides which way it is pulled.
        for l1, l2 in [(0.008, 0.0), (0.0, 0.02), (0.005, 0.01)]:
            yield run(problem, bce, optimizer, l1=l1, l2=l2)
    for schedule in SCHEDULES:
        for optimizer in [sgd, adam, adamw]:
            yield run(problem, bce, optimizer, schedule=schedule)
    for optimizer in OPTIMIZERS:
        for frozen in [[0], [1]]:
            yield run(problem, bce, optimizer, frozen=frozen, l2=0.01)


def learning_rates():
    """The rate at every step of some epochs of 7 steps."""
    per_epoch = 7
    for schedule in SCHEDULES:
        rate = schedule_of(schedule, 0.1, per_epoch)
        rates = [keras.ops.convert_to_numpy(rate(step)) for step in range(0, 60 * per_epoch, 3)]
        yield {"schedule": schedule, "base": 0.1, "steps_per_epoch": per_epoch, "every": 3, "rates": digits(rates)}


def lines(items):
    return "[\n" + ",\n".join(json.dumps(item, separators=(",", ":")) for item in items) + "\n]"


def main():
    versions = {"python": platform.python_version(), "keras": keras.__version__, "jax": jax.__version__}
    versions["numpy"] = np.__version__
    problems = []
    for problem, _ in PROBLEMS:
        written = {key: problem[key] for key in ("name", "task", "output", "outputs")}
        written |= {"x": digits(problem["x"]), "y": digits(problem["y"])}
        problems.append(written | {"weights": [digits(w) for w in problem["weights"]]})
    cases = [*every_task_loss_and_optimizer(), *small_batches(), *penalties_schedules_and_frozen_layers()]
    parts = {
        "versions": json.dumps(versions),
        "losses_at": json.dumps(LOSSES_AT),
        "problems": lines(problems),
        "cases": lines(cases),
        "learning_rates": lines(learning_rates()),
    }
    text = "{\n" + ",\n".join(f'"{key}": {value}' for key, value in parts.items()) + "\n}\n"
    Path(__file__).with_name("keras.json").write_text(text)


main()
