"""Runs the scripts that tests/code.rs has written and holds the weights against the page's; where there are none, it
only runs them.

usage: python scripts.py FOLDER LANGUAGE [compile]

A weight may be off by 1e-4 of the largest in its layer. With `compile` nothing is run, for want of what it needs.
"""

import contextlib
import io
import json
import os
import runpy
import sys
from pathlib import Path

from checks import side_by_side, told
from images import serve_images

os.environ.setdefault("KERAS_BACKEND", "jax")

import numpy as np

TOLERANCE = 1e-4


def deviation(got, layers):
    """How far weights are off, as a share of the largest of their layer."""
    worst = 0.0
    want = [[np.array(layer[name]) for name in ("kernel", "bias")] for layer in layers]
    if [np.shape(part) for part in got] != [part.shape for layer in want for part in layer]:
        return float("inf")
    for at, (kernel, bias) in enumerate(want):
        largest = max(np.abs(kernel).max(), np.abs(bias).max(), 1e-30)
        off = max(np.abs(got[2 * at] - kernel).max(), np.abs(got[2 * at + 1] - bias).max())
        worst = max(worst, float(off / largest))
    return worst


def run(path):
    with contextlib.redirect_stdout(io.StringIO()) as said:
        weights = runpy.run_path(str(path))["weights"]
    return weights, said.getvalue()


def check(path, layers, only_compile):
    """What is wrong with a script, and how far its weights are off."""
    try:
        if only_compile:
            compile(path.read_text(), path, "exec")
            return None, 0.0
        serve_images(path.with_name("images.u8"), to_keras=path.stem.endswith("_keras"))
        weights, said = run(path)
    except Exception as error:
        return f"{type(error).__name__}: {error}", 0.0
    off = deviation(weights, layers) if layers else 0.0
    if not off <= TOLERANCE:
        return f"weights are {off:.1e} off", off
    return (None if said.strip() else "it says nothing of what came out"), off


def main(folder, language, only_compile):
    page = json.loads((folder / "page.json").read_text())
    arguments = [(folder / f"{number}_{language}.py", case["weights"], only_compile) for number, case in enumerate(page)]
    found = side_by_side(check, arguments, at_once=4)
    worst = max((off for problem, off in found if not problem), default=0.0)
    print(f"# {language}: weights that agree are at most {worst:.1e} off")
    return told(language, [case["name"] for case in page], [problem for problem, _ in found])


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]), sys.argv[2], "compile" in sys.argv[3:])))
