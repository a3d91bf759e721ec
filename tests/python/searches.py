"""Runs the searches that tests/tuner.rs has written, by KerasTuner or Optuna: as many trials as on the page, in the
same space, and a best that is no worse than nothing learnt. KerasTuner's first is run by a chief and a worker as well.

usage: python searches.py FOLDER LIBRARY
"""

import contextlib
import io
import json
import os
import runpy
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from checks import side_by_side, told
from images import serve_images

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")


def run(path):
    """What a script leaves behind, run in a folder of its own."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as place, contextlib.redirect_stdout(io.StringIO()) as said:
        os.chdir(place)
        serve_images(path.with_name("images.u8"), to_keras=True)
        try:
            left = runpy.run_path(str(path))
        finally:
            os.chdir(before)
    return left, said.getvalue()


def same(a, b):
    return abs(float(a) - float(b)) <= 1e-5 * max(1.0, abs(float(b)))


def listed(values, wanted):
    """Whether values are those wanted: numbers, or names."""
    def alike(value, want):
        try:
            return same(value, want)
        except ValueError:
            return value == want

    values = list(values)
    return len(values) == len(wanted) and all(map(alike, values, wanted))


def in_keras_tuner(left):
    """How many trials there are, and of each hyperparameter its ends and its values, if it has some."""
    oracle = left["tuner"].oracle
    space = {}
    for one in oracle.get_space().space:
        kind = type(one).__name__
        has_steps = kind == "Choice" or one.step is not None or (kind == "Int" and one.sampling == "linear")
        ends = None if kind == "Choice" else [one.min_value, one.max_value]
        space[one.name] = (ends, list(one.values) if has_steps else None)
    return len(oracle.trials), space, [trial.score for trial in left["trials"]]


def in_optuna(left):
    trials, space = left["study"].trials, {}
    for trial in trials:
        for name, of in trial.distributions.items():
            kind = type(of).__name__
            if kind == "CategoricalDistribution":
                space[name] = (None, list(of.choices))
            else:
                step = of.step
                count = round((of.high - of.low) / step) + 1 if step else 0
                values = [of.low + at * step for at in range(count)] if step else None
                space[name] = ([of.low, of.high], values)
    return len(trials), space, [trial.value for trial in left["trials"]]


def problem(case, library, left):
    count, space, scores = in_keras_tuner(left) if library == "keras_tuner" else in_optuna(left)
    want = case["trials"][0 if library == "keras_tuner" else 1]
    if count != want:
        return f"{count} trials in place of {want}"
    for one in case["space"]:
        # A layer that no trial has is never asked for.
        if one["name"] not in space:
            if one["name"].startswith("units_"):
                continue
            return f"{one['name']} is not searched over"
        ends, values = space[one["name"]]
        if one["grid"] is not None and values is not None and not listed(values, one["grid"]):
            return f"{one['name']} has {values} in place of {one['grid']}"
        if (one["grid"] is None) != (values is None):
            return f"{one['name']} has {values} in place of a continuum or the other way round"
        if ends and one["ends"] and not all(map(same, ends, one["ends"])) and one["grid"] is None:
            return f"{one['name']} goes from {ends[0]} to {ends[1]}"
    worst = 0.3 if case["accuracy"] else 1.5
    if not scores or (scores[0] < worst if case["accuracy"] else not 0 < scores[0] < worst):
        return f"the best is {scores[:1]}; on the page {case['best']}"
    return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def chief_and_worker(path):
    """What is wrong with a search of two processes that share a folder."""
    port = str(free_port())
    with tempfile.TemporaryDirectory() as place:
        def start(name):
            role = {"KERASTUNER_TUNER_ID": name, "KERASTUNER_ORACLE_IP": "127.0.0.1", "KERASTUNER_ORACLE_PORT": port}
            return subprocess.Popen(
                [sys.executable, str(path)], cwd=place, env=os.environ | role,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )

        both = [start("chief"), start("worker1")]
        try:
            said = [one.communicate(timeout=600)[0] for one in both]
        except subprocess.TimeoutExpired:
            return "it never ends"
        finally:
            for one in both:
                one.kill()
        for one, text in zip(both, said):
            if one.returncode:
                return f"it ends with {one.returncode}: {text[-600:]}"
        trials = list(Path(place).glob("search/separable/trial_*/trial.json"))
        done = [json.loads(trial.read_text())["status"] for trial in trials]
        return None if done.count("COMPLETED") >= 4 else f"trials are {done}"


def wrong_with(path, library, case):
    """What is wrong with a search; without a case, with one that a chief and a worker share."""
    try:
        return problem(case, library, run(path)[0]) if case else chief_and_worker(path)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main(folder, library):
    page = json.loads((folder / "page.json").read_text())
    checks = [(case["name"], folder / f"{at}_{library}.py", case) for at, case in enumerate(page)]
    if library == "keras_tuner":
        checks.append(("chief and worker", folder / f"3_{library}.py", None))
    wrong = side_by_side(wrong_with, [(path, library, case) for _, path, case in checks])
    return told(library, [name for name, *_ in checks], wrong)


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]).resolve(), sys.argv[2])))
