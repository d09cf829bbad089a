"""Agreement as one result: every figure with what it rests on, as a sentence, as JSON, as lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import numpy as np
from numpy.random import Generator

from gadfly.science.agreement.alpha import alpha
from gadfly.science.agreement.bootstrap import RESAMPLES, Interval, Over, interval
from gadfly.science.agreement.gold import Majority, majority
from gadfly.science.agreement.kappa import Kappa, fleiss_kappa
from gadfly.science.agreement.raters import RaterModel, fit
from gadfly.science.agreement.ratings import Level, Ratings

FIRM, TENTATIVE = 0.8, 0.667
"""Krippendorff 2004 (Content Analysis, chapter 11): from here firm conclusions, from there tentative ones."""
WIDTH = 80
RATERS_SHOWN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far raters agree. What is None is not defined; `missing` and `misread` rows are in no figure.

    `alone` items have one rating and so no partner to agree with: alpha leaves them out.
    """

    level: Level
    n_items: int
    n_raters: int
    n_ratings: int
    alone: int
    missing: int
    misread: int
    votes: dict[str | float, int]
    kappa: Kappa
    alpha: float | None
    intervals: dict[Over, Interval | None]
    model: RaterModel | None
    majority: Majority | None

    @property
    def over(self) -> Over | None:
        """What the leading interval draws again: both if it can, else what it can."""
        return next((over for over in (Over.BOTH, *Over) if self.intervals[over]), None)

    @property
    def interval(self) -> Interval | None:
        """The leading interval."""
        return None if self.over is None else self.intervals[self.over]

    @property
    def verdict(self) -> str:
        """What may be concluded, in a sentence."""
        return verdict(self.alpha, None if self.interval is None else self.interval.low)


def agreement_of(
    ratings: Ratings,
    level: Level,
    *,
    rng: Generator,
    gold: Mapping[str, str | float] | None = None,
    missing: int = 0,
    misread: int = 0,
    resamples: int = RESAMPLES,
) -> Agreement:
    """Return how far the raters agree. Chance is in the intervals only."""
    totals = np.bincount(ratings.value, minlength=len(ratings.values))
    return Agreement(
        level=level,
        n_items=len(ratings.items),
        n_raters=len(ratings.raters),
        n_ratings=len(ratings),
        alone=int((np.bincount(ratings.item) == 1).sum()),
        missing=missing,
        misread=misread,
        votes=dict(zip(ratings.values, map(int, totals), strict=True)),
        kappa=fleiss_kappa(ratings.counts),
        alpha=alpha(ratings, level),
        intervals={over: interval(ratings, level, over, rng=rng, resamples=resamples) for over in Over},
        model=fit(ratings, level),
        majority=None if gold is None else majority(ratings, gold),
    )


def verdict(value: float | None, low: float | None) -> str:
    """Say what an alpha allows to conclude, from the lower end of its interval where there is one."""
    if value is None:
        return "Agreement is not defined: no item has two ratings, or all values are the same."
    least, by = (value, "alpha") if low is None else (low, "the lower end of alpha's interval")
    if least >= FIRM:
        return f"Firm enough to conclude from: {by} is {least:.2f}, at least {FIRM}."
    if least >= TENTATIVE:
        return f"Enough for tentative conclusions only: {by} is {least:.2f}, below {FIRM}."
    advice = "Report means over raters and their spread; do not conclude from single items"
    return f"Too low to conclude what an item is: {by} is {least:.2f}, below {TENTATIVE}. {advice}."


def json_of(found: Agreement) -> dict[str, Any]:
    """Return the result as plain values."""
    leading = found.interval
    told = found.majority
    return {
        "level": str(found.level),
        "n_items": found.n_items,
        "n_raters": found.n_raters,
        "n_ratings": found.n_ratings,
        "n_items_with_one_rating": found.alone,
        "n_missing": found.missing,
        "n_left_out": found.misread,
        "votes": {_named(value): count for value, count in found.votes.items()},
        "fleiss_kappa": found.kappa.value,
        "fleiss_kappa_why": found.kappa.why or None,
        "alpha": found.alpha,
        "alpha_ci": None if leading is None else [leading.low, leading.high],
        "alpha_ci_over": None if found.over is None else str(found.over),
        "alpha_intervals": {
            str(over): None if each is None else each._asdict() for over, each in found.intervals.items()
        },
        "verdict": found.verdict,
        "rater_model": None if found.model is None else _json_of_model(found.model),
        "majority_accuracy": None if told is None else told.accuracy,
        "majority": None if told is None else told._asdict(),
    }


def _json_of_model(model: RaterModel) -> dict[str, Any]:
    return {
        "name": model.name,
        "severity_means": model.severity_means,
        "competence_means": model.competence_means,
        "settled": model.settled,
        "raters": [rater._asdict() for rater in model.raters],
    }


def lines_of(found: Agreement) -> list[str]:
    """Return the result in words, none of the lines wider than a terminal."""
    return [part for line in _said(found) for part in (wrap(line, WIDTH) or [""])] + _raters(found.model)


def _said(found: Agreement) -> Iterator[str]:
    items, raters = f"{found.n_items:,} items", f"{found.n_raters:,} raters"
    yield f"{found.n_ratings:,} ratings of {items} by {raters} ({found.level})."
    for count, what in (
        (found.alone, "items have one rating, which agrees with nobody"),
        (found.missing, "rows have no value and are in no figure"),
        (found.misread, "rows were left out and are in no figure"),
    ):
        if count:
            yield f"{count:,} {what}."
    votes = ", ".join(
        f"{_named(value)}: {count:,}" for value, count in list(found.votes.items())[:RATERS_SHOWN]
    )
    yield f"Values given: {votes}."
    yield ""
    yield f"Krippendorff's alpha  {figure(found.alpha)}"
    for over, each in found.intervals.items():
        name = "items and raters" if over is Over.BOTH else over
        yield f"  95 % over {name:<17}{'too few' if each is None else f'{each.low:.3f} to {each.high:.3f}'}"
    yield f"Fleiss' kappa         {figure(found.kappa.value)}"
    if found.kappa.why:
        yield found.kappa.why
    if found.majority:
        yield _of_gold(found.majority)
    yield ""
    yield found.verdict


def _of_gold(told: Majority) -> str:
    if told.accuracy is None:
        return "No item has a true value to compare with."
    return (
        f"The majority is right on {100 * told.accuracy:.1f} % of {told.items:,} items "
        f"({100 * (told.low or 0):.1f} to {100 * (told.high or 0):.1f} %); {told.ties:,} ties, by lot;"
        f" {told.unknown:,} without a true value."
    )


def _raters(model: RaterModel | None) -> list[str]:
    if model is None:
        return []
    head = [
        "",
        *wrap(f"Raters, by a {model.name}.", WIDTH),
        *wrap(f"Severity: {model.severity_means}. Competence: {model.competence_means}.", WIDTH),
        *([] if model.settled else ["The model had not come to rest: take its figures as rough."]),
        f"{'rater':<40} {'ratings':>9} {'severity':>10} {'competence':>11}",
    ]
    rows = [
        f"{rater.name[:40]:<40} {rater.ratings:>9,} {_signed(rater.severity):>10} {rater.competence:>11.3f}"
        for rater in model.raters[:RATERS_SHOWN]
    ]
    more = len(model.raters) - len(rows)
    return [*head, *rows, *([f"and {more} more: see --json"] if more else [])]


def _named(value: str | float) -> str:
    """Return a value as a file has it: 3 for 3.0."""
    return value if isinstance(value, str) else f"{value:g}"


def figure(value: float | None) -> str:
    """Return a coefficient to three places."""
    return "not defined" if value is None else f"{value:.3f}"


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}"
