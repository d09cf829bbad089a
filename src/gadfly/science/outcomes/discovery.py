"""How fast new kinds of attack are found, and how many are still to be found.

A kind is a cluster; the estimates know only what can be met by going on in the same way: the same
people, targets and instructions. New people find other things. All lower bounds in truth:
Chao's estimator counts the unseen that are not too rare to leave a trace.
"""

from typing import NamedTuple

import numpy as np

from gadfly.science.outcomes import Figure, Whole, compact

STEP = 100
Z = 1.959963984540054


class Unseen(NamedTuple):
    """What sampling units (attacks, or members) say of the kinds not met yet.

    `seen` kinds were met, `once` and `twice` by one unit or two. `coverage` is the share of future
    encounters that fall on kinds already met (Good and Turing); `kinds` how many there are in all.
    """

    units: int
    seen: int
    once: int
    twice: int
    coverage: Figure
    kinds: Figure

    def ahead(self, more: int) -> float | None:
        """Return how many new kinds `more` units would meet (Shen, Chao and Lin 2003, Ecology 84:798).

        None where nothing is known. Not to be trusted beyond twice the units so far.
        """
        if self.kinds.value is None:
            return None
        missing = self.kinds.value - self.seen
        return (
            missing * (1 - (1 - self.once / (self.units * missing + self.once)) ** more) if missing else 0.0
        )


class Discovery(NamedTuple):
    """`new[i]` kinds were met for the first time in the i-th hundred attacks.

    `by_attack` takes attacks as independent draws, which those of one member are not: its intervals
    are too short. `by_member` counts what each member met, and is the one to quote.
    """

    new: tuple[int, ...]
    by_attack: Unseen
    by_member: Unseen
    excluded: int


def discovery(kind: Whole, member: Whole, *, step: int = STEP) -> Discovery:
    """Return the curve of attacks in order of time; kinds below 0 (noise) and nobody's are excluded."""
    keep = (kind >= 0) & (member >= 0)
    code, kinds = compact(kind[keep])
    who, people = compact(member[keep])
    n, excluded = len(code), int((~keep).sum())
    first = np.unique(code, return_index=True)[1]
    new = np.bincount(first // step, minlength=-(-n // step))
    met = np.unique(who * max(len(kinds), 1) + code) % max(len(kinds), 1)
    by_attack = _unseen(np.bincount(code, minlength=len(kinds)), n, len(people), excluded)
    by_member = _unseen(np.bincount(met, minlength=len(kinds)), len(people), len(people), excluded)
    return Discovery(tuple(new.tolist()), by_attack, by_member, excluded)


def _unseen(counts: Whole, units: int, groups: int, excluded: int) -> Unseen:
    seen, once, twice = len(counts), int((counts == 1).sum()), int((counts == 2).sum())  # noqa: PLR2004 -- met twice
    encounters = int(counts.sum())
    undefined = Figure(None, None, None, encounters, groups, excluded)
    if units < 2:  # noqa: PLR2004 -- one unit tells nothing of the next
        return Unseen(units, seen, once, twice, undefined, undefined)
    kinds, variance = _chao(seen, once, twice, (units - 1) / units)
    low, high = _beyond(seen, kinds - seen, variance)
    coverage, error = _coverage(once, twice, units, encounters)
    ends = (max(coverage - Z * error, 0.0), min(coverage + Z * error, 1.0))
    return Unseen(
        units,
        seen,
        once,
        twice,
        undefined._replace(value=coverage, low=ends[0], high=ends[1]),
        undefined._replace(value=kinds, low=low, high=high),
    )


def _chao(seen: int, once: int, twice: int, a: float) -> tuple[float, float]:
    """Return Chao's estimate and its variance (1987, Biometrics 43:783; bias-corrected without doubles)."""
    if twice:
        ratio = once / twice
        variance = twice * (a / 2 * ratio**2 + a**2 * ratio**3 + a**2 / 4 * ratio**4)
        return seen + a * once**2 / (2 * twice), variance
    kinds = seen + a * once * (once - 1) / 2
    variance = (
        a * once * (once - 1) / 2 + a**2 * once * (2 * once - 1) ** 2 / 4 - a**2 * once**4 / (4 * kinds)
    )
    return kinds, max(variance, 0.0)


def _beyond(seen: int, missing: float, variance: float) -> tuple[float, float]:
    """Return an interval that begins above what was seen: log-normal in what is missing (Chao 1987)."""
    if missing <= 0:
        return float(seen), float(seen)
    away = np.exp(Z * np.sqrt(np.log1p(variance / missing**2)))
    return float(seen + missing / away), float(seen + missing * away)


def _coverage(once: int, twice: int, units: int, encounters: int) -> tuple[float, float]:
    """Return the coverage (Chao and Jost 2012, Ecology 93:2533) and the error of once / encounters.

    The variance is Esty's (1983, Annals of Statistics 11:905): (f₁(1 − f₁/n) + 2 f₂) / n².
    """
    doubles = 2 * twice / ((units - 1) * once + 2 * twice) if once else 0.0
    share = once / encounters
    error = np.sqrt((once * (1 - share) + 2 * twice) / encounters**2)
    return 1 - share * (1 - doubles), float(error)
