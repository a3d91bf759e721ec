"""Writes random decisions and numbers with what scikit-learn says of them, for tests/reference.rs to hold ours against."""

import json
import platform
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics


def digits(values):
    """Nine significant digits hold a float32."""
    return [float(f"{value:.9g}") for value in np.asarray(values, dtype=np.float64).ravel()]


def exact(values):
    return np.asarray(values, dtype=np.float64).ravel().tolist()


def confusion(rng, classes, samples):
    """Labels that are more often right than not; some classes may be missing on either side."""
    truth = rng.choice(classes, samples, p=rng.dirichlet(np.ones(classes)))
    guess = rng.choice(classes, samples, p=rng.dirichlet(np.ones(classes)))
    predicted = np.where(rng.random(samples) < 0.6, truth, guess)
    labels = list(range(classes))
    each = metrics.precision_recall_fscore_support(truth, predicted, labels=labels, zero_division=0)
    precision, recall, f1, support = each
    return {
        "classes": classes,
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "matrix": metrics.confusion_matrix(truth, predicted, labels=labels).ravel().tolist(),
        "accuracy": float(metrics.accuracy_score(truth, predicted)),
        "precision": exact(precision),
        "recall": exact(recall),
        "f1": exact(f1),
        "support": support.tolist(),
    }


def largest(rng, classes, samples):
    truth = rng.integers(classes, size=samples)
    scores = (rng.normal(0, 1, (samples, classes)) + 1.5 * np.eye(classes)[truth]).astype(np.float32)
    accuracy = metrics.accuracy_score(truth, scores.argmax(1))
    return {"outputs": classes, "truth": truth.tolist(), "scores": digits(scores), "accuracy": float(accuracy)}


def per_label(rng, labels, samples):
    truth = rng.integers(2, size=(samples, labels))
    scores = np.clip(rng.normal(0.4, 0.3, (samples, labels)) + 0.3 * truth, 0, 1).astype(np.float32)
    decided = scores >= 0.5
    each = [metrics.accuracy_score(truth[:, label], decided[:, label]) for label in range(labels)]
    return {"outputs": labels, "truth": truth.ravel().tolist(), "scores": digits(scores), "accuracy": float(np.mean(each))}


def fit(rng, outputs, samples, offset=0.0, constant=False):
    truth = rng.normal(offset, 1, (samples, outputs)).astype(np.float32)
    if constant:
        truth[:] = truth[0]
    predicted = (truth + rng.normal(0, 0.5, truth.shape)).astype(np.float32)
    return {
        "outputs": outputs,
        "truth": digits(truth),
        "predicted": digits(predicted),
        "mae": float(metrics.mean_absolute_error(truth.astype(np.float64), predicted.astype(np.float64))),
        "rmse": float(metrics.root_mean_squared_error(truth.astype(np.float64), predicted.astype(np.float64))),
        "r2": float(metrics.r2_score(truth.astype(np.float64), predicted.astype(np.float64))),
    }


def lines(items):
    return "[\n" + ",\n".join(json.dumps(item, separators=(",", ":")) for item in items) + "\n]"


def main():
    rng = np.random.default_rng(7)
    sizes = [(2, 5), (2, 40), (3, 8), (3, 60), (4, 33), (6, 50), (6, 4), (10, 70)]
    parts = {
        "versions": json.dumps({
            "python": platform.python_version(),
            "scikit-learn": sklearn.__version__,
            "numpy": np.__version__,
        }),
        "confusions": lines(confusion(rng, *size) for size in sizes),
        "largest": lines(largest(rng, *size) for size in sizes),
        "labels": lines(per_label(rng, *size) for size in [(1, 5), (1, 40), (2, 17), (3, 50), (5, 33)]),
        "fits": lines([
            *(fit(rng, *size) for size in [(1, 2), (1, 3), (1, 20), (1, 65), (2, 30), (3, 17)]),
            fit(rng, 1, 40, offset=1000.0),
            fit(rng, 2, 25, offset=-50.0),
            fit(rng, 1, 10, constant=True),
            fit(rng, 2, 10, constant=True),
        ]),
    }
    text = "{\n" + ",\n".join(f'"{key}": {value}' for key, value in parts.items()) + "\n}\n"
    Path(__file__).with_name("sklearn.json").write_text(text)


main()
