"""How much a scorer flatters what it chose: best of 16 by one of the shipped twins, measured by each.

    python -m benchmarks.flattery FILE [--text COLUMN] [--label COLUMN]

FILE holds replies that people judged, which no shipped scorer was taught by: rows with a reply and a
verdict, 1 for harmful. Replies are put into groups of 16 by a seeded draw, whatever they answer; from
each group the twin that ranks keeps the best. Gains are in standard deviations of the scorer
that measures, over all replies, with an interval from a bootstrap over groups.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gadfly.science.preference import PreferenceModel, Reply
from gadfly.science.preference.estimate import Estimate, estimate
from gadfly.science.preference.external import Columns, judged
from gadfly.science.preference.store import JUDGES, RANKS, SHIPPED, shipped

K = 16
Groups = NDArray[np.int64]
SEED = 0


def gain(ranks: PreferenceModel, measures: PreferenceModel, replies: list[Reply], groups: Groups) -> Estimate:
    """Return the mean gain of the best of each group by `ranks`, as `measures` sees it."""
    chosen = np.array(ranks.values(replies))[groups].argmax(axis=1)
    scores = np.array(measures.values(replies))
    best = scores[groups[np.arange(len(groups)), chosen]]
    rng = np.random.default_rng(SEED)
    return estimate((best - scores.mean()) / scores.std(), np.arange(len(groups)), rng)


def main() -> int:
    """Print the gains."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", default="text")
    parser.add_argument("--label", default="label")
    args = parser.parse_args()
    replies = [one.reply for one in judged(args.file, Columns(args.text, args.label, None, {}))]
    order = np.random.default_rng(SEED).permutation(len(replies))
    groups = order[: len(replies) // K * K].reshape(-1, K)
    twins = np.corrcoef([shipped(name).values(replies) for name in (RANKS, JUDGES)])[0, 1]
    print(f"{len(replies):,} replies, {len(groups):,} groups of {K}; the twins correlate by {twins:.2f}")
    for name in (RANKS, SHIPPED, JUDGES):
        print(f"best by {RANKS}, measured by {name}: {gain(shipped(RANKS), shipped(name), replies, groups)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
