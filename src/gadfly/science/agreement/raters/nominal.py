"""Names: each rater has a table of what they say of items that are something (Dawid & Skene 1979).

Applied Statistics 28:20, by expectation and maximisation from the shares of votes. Every row of a
table begins with one vote spread as all raters' votes are, and as many again on the truth.
"""

from typing import NamedTuple

import numpy as np

from gadfly.science.agreement.raters.fitting import Rater, RaterModel, come_to_rest, ratings_each, said_of
from gadfly.science.agreement.ratings import Floats, Ratings


class _State(NamedTuple):
    """Shapes: (values,), (raters, true values, said values), (items, true values)."""

    shares: Floats
    tables: Floats
    truth: Floats


def fit_nominal(ratings: Ratings) -> RaterModel:
    """Return each rater's chance to say what an item is, averaged over what items are."""
    counts = ratings.counts.astype(np.float64)
    values = counts.shape[1]
    said = said_of(ratings)
    prior = np.eye(values) + counts.sum(axis=0) / counts.sum()

    def maximised(truth: Floats) -> tuple[Floats, Floats]:
        tables = (said.T @ truth).reshape(-1, values, values).transpose(0, 2, 1) + prior
        shares = truth.sum(axis=0) + 1
        return shares / shares.sum(), tables / tables.sum(axis=2, keepdims=True)

    def improved(state: _State) -> _State:
        likely = said @ np.log(state.tables).transpose(0, 2, 1).reshape(-1, values) + np.log(state.shares)
        truth = np.exp(likely - likely.max(axis=1, keepdims=True))
        truth /= truth.sum(axis=1, keepdims=True)
        return _State(*maximised(truth), truth)

    votes = counts / counts.sum(axis=1, keepdims=True)
    state, settled = come_to_rest(_State(*maximised(votes), votes), improved, lambda now: now.tables)
    right = np.einsum("k,rkk->r", state.shares, state.tables)
    each = ratings_each(ratings)
    return RaterModel(
        name="Dawid and Skene 1979",
        severity_means="not defined: names have no order",
        competence_means="the chance of saying what the item is",
        raters=tuple(
            Rater(name, number, None, float(value))
            for name, number, value in zip(ratings.raters, each, right, strict=True)
        ),
        items=state.truth.argmax(axis=1).astype(np.float64),
        settled=settled,
    )
