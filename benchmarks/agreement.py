"""Alpha with its intervals, over a million ratings, beside a plain loop round the krippendorff package.

    python -m benchmarks.agreement [--quick]

Three grades 0–4 of each of 333,333 items by 200 raters. The plain loop draws raters and items with
replacement, writes the table of counts out anew and calls the package; a few rounds of it are timed
and multiplied.
"""

import argparse
import resource
import time

import numpy as np

from benchmarks import verdict
from benchmarks.verdict import Goal
from gadfly.science.agreement import Level, Over, Ratings, alpha, interval

RATINGS, RATERS, EACH, VALUES = 1_000_000, 200, 3, 5
RESAMPLES, LOOPS = 1_000, 3


def made(ratings: int) -> Ratings:
    """Return grades that follow the item, and err."""
    rng = np.random.default_rng(1)
    items = ratings // EACH
    who = np.argsort(rng.random((items, RATERS // 25)), axis=1)[:, :EACH] + 8 * rng.integers(
        0, 25, (items, 1)
    )
    said = np.round(2 + rng.normal(size=(items, 1)) + rng.normal(size=(items, EACH))).clip(0, VALUES - 1)
    item = np.repeat(np.arange(items), EACH)
    value = said.ravel().astype(np.int64)
    order = np.lexsort((who.ravel(), value, item))
    names = tuple(map(str, range(items))), tuple(map(str, range(RATERS)))
    return Ratings(*names, tuple(map(float, range(VALUES))), item, who.ravel()[order], value[order])


def plain_round(ratings: Ratings, rng: np.random.Generator) -> float:
    """Return one resample's alpha as one would write it without us."""
    import krippendorff  # noqa: PLC0415 -- a development dependency

    items, raters = len(ratings.items), len(ratings.raters)
    by_rater = np.bincount(rng.integers(raters, size=raters), minlength=raters)
    flat = np.bincount(
        ratings.item * VALUES + ratings.value, by_rater[ratings.rater], minlength=items * VALUES
    )
    counts = flat.reshape(items, VALUES).astype(np.int64)[rng.integers(items, size=items)]
    paired = counts[counts.sum(axis=1) > 1]
    return float(krippendorff.alpha(value_counts=paired, level_of_measurement="ordinal"))


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    ratings = made(RATINGS // 10 if quick else RATINGS)
    figures: dict[str, float] = {"ratings": len(ratings), "resamples": RESAMPLES}
    for over in Over:
        begin = time.perf_counter()
        found = interval(ratings, Level.ORDINAL, over, rng=np.random.default_rng(0), resamples=RESAMPLES)
        figures[f"over {over}, s"] = time.perf_counter() - begin
        if found:
            figures |= {f"over {over}, low": found.low, f"over {over}, high": found.high}
    figures["alpha"] = alpha(ratings, Level.ORDINAL) or float("nan")
    figures["memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rng = np.random.default_rng(0)
    begin = time.perf_counter()
    for _ in range(LOOPS):
        plain_round(ratings, rng)
    figures["plain loop, s"] = (time.perf_counter() - begin) / LOOPS * RESAMPLES
    print(verdict.table(("", ""), [[name, verdict.number(value)] for name, value in figures.items()]))
    ours = figures["over both, s"]
    reached = [
        Goal("alpha with 1,000 resamples of items and raters", ours, 30, "s"),
        Goal("the same, of the plain loop's time", ours / figures["plain loop, s"], 1 / 20, "×"),
        Goal("memory", figures["memory, MB"], 2_000, "MB"),
    ]
    verdict.write("agreement", reached, figures)
    return reached


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the ratings: a look, not a figure")
    print(verdict.goals_table(measured(quick=parser.parse_args().quick)))


if __name__ == "__main__":
    main()
