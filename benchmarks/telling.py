"""Whether two arms can be told apart by what a client sees: three classifiers and the best single feature.

Each is fitted on four fifths of the attacks and judged on the rest, five times round: an attack's
turns are never on both sides, for what grows with a dialogue would give the attack away, and with
it the arm. The figure is the area under the ROC curve (AUC): 0.5 is chance, 1 never wrong.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.spatial.distance import cdist
from scipy.special import expit
from scipy.stats import rankdata

Array = NDArray[np.float64]
Scores = Callable[[Array, Array, Array], Array]
"""From features and arms (0 or 1) to learn from, and features to judge, to a score of each for arm 1."""

FOLDS = 5
NEIGHBOURS = 15
ROUNDS = 40
CUTS = 16


def auc(scores: Array, arms: Array) -> float:
    """Return how often a turn of arm 1 scores above one of arm 0, ties counted half."""
    ones = int(arms.sum())
    zeros = len(arms) - ones
    return float((rankdata(scores)[arms == 1].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def best_feature(features: Array, arms: Array, judged: Array) -> Array:
    """Score by the one feature that tells most of those it learns from."""
    areas = [auc(column, arms) - 0.5 for column in features.T]
    best = int(np.argmax(np.abs(areas)))
    return np.asarray(judged[:, best] * np.sign(areas[best]))


def logistic(features: Array, arms: Array, judged: Array) -> Array:
    """Score by a regression on the features and their squares."""
    learnt, asked = (np.column_stack([part, part**2]) for part in (features, judged))

    def loss(weights: Array) -> tuple[float, Array]:
        margin = learnt @ weights[1:] + weights[0]
        off = expit(margin) - arms
        value = np.logaddexp(0, margin).sum() - (arms * margin).sum() + weights[1:] @ weights[1:] / 2
        return float(value), np.concatenate([[off.sum()], learnt.T @ off + weights[1:]])

    weights = minimize(loss, np.zeros(learnt.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return np.asarray(asked @ weights[1:])


def neighbours(features: Array, arms: Array, judged: Array) -> Array:
    """Score by the share of arm 1 among the nearest turns."""
    nearest = np.argsort(cdist(judged, features), axis=1, kind="stable")[:, :NEIGHBOURS]
    return np.asarray(arms[nearest].mean(axis=1))


def stumps(features: Array, arms: Array, judged: Array) -> Array:
    """Score by boosted questions (AdaBoost), each whether one feature is above some value."""
    cuts = np.quantile(features, np.linspace(0, 1, CUTS + 2)[1:-1], axis=0)
    above = np.where(features[None] > cuts[:, None], 1.0, -1.0)  # cut x turn x feature
    asked = np.where(judged[None] > cuts[:, None], 1.0, -1.0)
    signs, weights = 2 * arms - 1, np.full(len(arms), 1 / len(arms))
    scores = np.zeros(len(judged))
    for _ in range(ROUNDS):
        edges = np.einsum("ctf,t->cf", above, weights * signs)
        cut, feature = np.unravel_index(np.argmax(np.abs(edges)), edges.shape)
        edge = float(np.clip(edges[cut, feature], -0.999, 0.999))
        trust = np.arctanh(edge)
        scores += trust * asked[cut, :, feature]
        weights = weights * np.exp(-trust * signs * above[cut, :, feature])
        weights /= weights.sum()
    return scores


CLASSIFIERS: Mapping[str, Scores] = MappingProxyType(
    {"best feature": best_feature, "logistic": logistic, "neighbours": neighbours, "stumps": stumps}
)


def told_apart(features: Array, arms: Array, attacks: Array) -> dict[str, float]:
    """Return the AUC of each classifier on turns of attacks it has not learnt from."""
    spread = features.std(axis=0)
    varied = features[:, spread > 0]
    scaled = (varied - varied.mean(axis=0)) / spread[spread > 0]
    if not scaled.shape[1]:
        return dict.fromkeys(CLASSIFIERS, 0.5)
    _, number = np.unique(attacks, return_inverse=True)
    folds = [number % FOLDS == fold for fold in range(FOLDS)]
    return {
        name: float(np.mean([auc(scores(scaled[~out], arms[~out], scaled[out]), arms[out]) for out in folds]))
        for name, scores in CLASSIFIERS.items()
    }
