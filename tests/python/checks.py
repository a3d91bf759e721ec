"""Checks in two processes, for most of the time each of them compiles, on one core; and what came of them, as
scripts/lib/tally.sh counts it."""

import multiprocessing


def side_by_side(check, arguments, at_once=1):
    """What a function gives for each tuple of arguments, in their order."""
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        return pool.starmap(check, arguments, chunksize=at_once)


def told(kind, names, problems):
    """Tells what is wrong with each that has a problem; how many these are."""
    wrong = [(number, name, problem) for number, (name, problem) in enumerate(zip(names, problems), 1) if problem]
    for number, name, problem in wrong:
        print(f"not ok {number} - {kind}: {name} ({problem})", flush=True)
    print(f"# pass {len(names) - len(wrong)}\n# fail {len(wrong)}")
    return len(wrong)
