"""What a design can show, before anybody attacks: the smallest difference between two of its arms.

An attack's value is taken as mean of the arm + person + person on that arm + the rest. Each person
attacks every arm in turn (`assignment`), so what a person brings to all arms cancels out of a
difference, and what a person brings to one arm does not. It knows nothing of scores that are
missing: attacks that are skipped or not scored do not count towards what it is told to expect.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

from gadfly.science.assignment import block_length

CRUDE = 1.0
"""In standard deviations: an arm that cannot show even this much is too small to be worth its attacks."""
LEAST_ALPHA, MOST_POWER = 0.001, 0.99
TINY = 1e-9
"""Shares of successes that differ by less are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What is taken for granted. Raises ValueError where it cannot be.

    `share` and `sd` are those of the public data of Ganguli et al. 2022 (38,961 attacks): the part
    rated 3 or 4, and the standard deviation of the lowest score. `icc`, the part of the variance
    that lies between people, and `person_by_arm`, the part that lies in how a person does on one
    arm, are guesses of ours: set them from data of your own as soon as there are some.
    """

    share: float = 0.338
    sd: float = 1.79
    icc: float = 0.1
    person_by_arm: float = 0.05
    alpha: float = 0.05
    power: float = 0.8

    def __post_init__(self) -> None:
        if not (0 < self.share < 1 and 0 < self.sd < float("inf")):
            raise ValueError("The share of successes lies between 0 and 1, the standard deviation above 0.")
        if not (self.icc >= 0 and self.person_by_arm >= 0 and self.icc + self.person_by_arm < 1):
            raise ValueError("The parts of the variance are 0 or more, and together less than 1.")
        if not (LEAST_ALPHA <= self.alpha < self.power <= MOST_POWER):
            raise ValueError(
                f"The error level is {LEAST_ALPHA} or more, the power above it and at most {MOST_POWER}."
            )


@dataclass(frozen=True, slots=True)
class Smallest:
    """The smallest differences that would be shown; None where even the largest possible would not.

    `mean` is of the lowest score, in its units. `share` is how far the share of successes would have to
    fall below the assumed one.
    """

    mean: float | None
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What to expect of a design whose `people` make `attacks` each.

    `expected` are the attacks on each arm, in the order of the weights; `each` is what an arm can
    show against the largest of the others, `worst` what the two smallest can show between them: None
    where there is one arm only. `small` tells which arms are too small.
    """

    people: int
    attacks: int
    assuming: Assumptions
    expected: tuple[float, ...]
    each: tuple[Smallest | None, ...]
    worst: Smallest | None
    small: tuple[bool, ...]

    @property
    def sentence(self) -> str:
        """What can be shown, in words."""
        if self.worst is None:
            return "With one arm there is nothing to compare."
        least, most = round(min(self.expected)), round(max(self.expected))
        arm = f"{least} an arm" if least == most else f"{least} to {most} an arm"
        people = "1 person" if self.people == 1 else f"{self.people} people"
        each = "1 attack" if self.attacks == 1 else f"{self.attacks} attacks"
        given = f"With {people} and {each} each, {arm},"
        if self.worst.mean is None:
            return f"{given} nothing can be shown: some arm meets fewer than two people."
        pair = "two arms" if least == most else "the two smallest arms"
        share = self.assuming.share
        fall = (
            f"no fall of the share of successes from {_percent(share)}, not even to 0 %"
            if self.worst.share is None
            else f"a fall of the share of successes from {_percent(share)}"
            f" to {_percent(share - self.worst.share)}"
        )
        return (
            f"{given} the smallest difference you can show between {pair} is {self.worst.mean:.2f} in the"
            f" lowest score of an attack, and {fall}."
        )

    @property
    def assumed(self) -> str:
        """What the sentence rests on, in words."""
        given = self.assuming
        return (
            f"Taken for granted: {_percent(given.share)} successes and a standard deviation of {given.sd:.2f}"
            f" (in the public data 33.8 % and 1.79); {_percent(given.icc)} of the variance between people"
            f" and {_percent(given.person_by_arm)} in how a person does on one arm, both guesses; people"
            " attack at one pace; every attack is rated and scored; one comparison, two-sided, error"
            f" {_percent(given.alpha)}, power {_percent(given.power)}."
        )


def _percent(part: float) -> str:
    return f"{100 * part:.3g} %"


def outlook(
    weights: Sequence[int],
    *,
    people: int,
    attacks: int,
    quotas: Sequence[int | None] = (),
    assuming: Assumptions | None = None,
) -> Outlook:
    """Return what `people` who make `attacks` each can show on arms of these weights and quotas.

    Raises ValueError without an arm, a person or an attack.
    """
    if min((people, attacks, len(weights), *weights)) < 1:
        raise ValueError("It takes an arm of weight 1, a person and an attack at least.")
    counts = tuple(expected(weights, quotas, people * attacks))
    plan = _Plan(people, counts, block_length(weights), assuming or Assumptions())
    order = sorted(range(len(counts)), key=counts.__getitem__)
    each = tuple(_against_the_largest(plan, order, arm) for arm in range(len(counts)))
    return Outlook(
        people=people,
        attacks=attacks,
        assuming=plan.assuming,
        expected=counts,
        each=each,
        worst=_smallest(plan, order[1], order[0]) if len(order) > 1 else None,
        small=tuple(len(order) > 1 and _is_small(plan, order[-1], arm) for arm in range(len(counts))),
    )


def expected(weights: Sequence[int], quotas: Sequence[int | None], total: float) -> list[float]:
    """Return the attacks expected on each arm: by weight, and what a full arm leaves goes to the others."""
    bounds = [float("inf") if quota is None else quota for quota in quotas] or [float("inf")] * len(weights)
    counts = [0.0] * len(weights)
    rest, open_ = float(total), set(range(len(weights)))
    while open_:
        step = rest / sum(weights[arm] for arm in open_)
        full = {arm for arm in open_ if step * weights[arm] >= bounds[arm]}
        for arm in full or open_:
            counts[arm] = bounds[arm] if full else step * weights[arm]
            rest -= counts[arm]
        open_ = open_ - full if full else set()
    return counts


class _Plan(NamedTuple):
    people: int
    counts: tuple[float, ...]
    block: int
    assuming: Assumptions


def _against_the_largest(plan: _Plan, order: Sequence[int], arm: int) -> Smallest | None:
    others = [other for other in order if other != arm]
    return _smallest(plan, others[-1], arm) if others else None


def _is_small(plan: _Plan, largest: int, arm: int) -> bool:
    """Tell whether the arm could not show a crude difference even from the largest, or from its like."""
    shown = _smallest(plan, largest, arm).mean
    return shown is None or shown > CRUDE * plan.assuming.sd


def _smallest(plan: _Plan, first: int, second: int) -> Smallest:
    """Return what shows between two arms, the second of which has fewer successes."""
    freedom = int(min(plan.people, plan.counts[first], plan.counts[second])) - 1
    if freedom < 1:
        return Smallest(None, None)
    given = plan.assuming
    errors = _needed(freedom, given.alpha, given.power)
    own, other, common = _spread(plan, first, second)

    def lacks(fall: float) -> float:
        before, after = (sqrt(share * (1 - share)) for share in (given.share, given.share - fall))
        return errors * sqrt(own * before**2 + other * after**2 - 2 * common * before * after) - fall

    share = _root(lacks, given.share) if lacks(given.share) <= 0 else None
    return Smallest(errors * given.sd * sqrt(own + other - 2 * common), share)


def _spread(plan: _Plan, first: int, second: int) -> tuple[float, float, float]:
    """Return the variances of two arms' means and their covariance, in units of an attack's variance.

    With m attacks of each person on each arm and n on an arm in all, the variance of their
    difference is (2/n)·(1 − ICC + (m − 1)·person_by_arm): the design effect 1 + (m − 1)ρ − mη of
    Giraudeau, Ravaud and Donner (2008, Statistics in Medicine 27:5578) for clusters that cross
    over, with ρ = ICC + person_by_arm within a person's attacks on an arm and η = ICC between a
    person's attacks on two. Where blocks are cut short or weights differ, m varies; its moments
    are those of draws without replacement from the block that is cut.
    """
    total = sum(plan.counts)
    shares = (plan.counts[first] / total, plan.counts[second] / total)
    means = (plan.counts[first] / plan.people, plan.counts[second] / plan.people)
    cut = total / plan.people % plan.block
    uneven = cut * (plan.block - cut) / (plan.block - 1) if plan.block > 1 else 0.0
    together = plan.assuming.icc + plan.assuming.person_by_arm
    first_, second_ = (
        (1 + (mean + uneven * share * (1 - share) / mean - 1) * together) / (mean * plan.people)
        for mean, share in zip(means, shares, strict=True)
    )
    met = means[0] * means[1] - uneven * shares[0] * shares[1]
    return first_, second_, plan.assuming.icc * met / (means[0] * means[1] * plan.people)


@lru_cache
def _needed(freedom: int, alpha: float, power: float) -> float:
    """Return how many standard errors a difference must be for a two-sided t test to show it.

    The test's statistic has a noncentral t distribution (Cohen 1988, chapter 2). What it shows by
    mistake in the other direction does not count.
    """
    from scipy.special import nctdtrinc, stdtrit  # noqa: PLC0415 -- 20 MB that few pages of a site need

    return float(nctdtrinc(freedom, 1 - power, stdtrit(freedom, 1 - alpha / 2)))


def _root(falls: Callable[[float], float], top: float) -> float:
    """Return where a function that is above 0 at 0 and not above it at `top` comes down to it."""
    low, high = 0.0, top
    while high - low > TINY:
        middle = (low + high) / 2
        low, high = (middle, high) if falls(middle) > 0 else (low, middle)
    return high
