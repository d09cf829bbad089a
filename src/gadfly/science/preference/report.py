"""A model's figures for a terminal, at most 80 columns wide, and for machines."""

from collections.abc import Iterator
from typing import Any

from gadfly.science.preference.card import COIN
from gadfly.science.preference.estimate import Estimate
from gadfly.science.preference.external import Labelled
from gadfly.science.preference.forging import Forgeries
from gadfly.science.preference.measure import Measures
from gadfly.science.preference.refusing import Refusals
from gadfly.science.preference.told import Told

NAME = 33
"""Letters of a group's name that are shown."""


def lines_of(told: Told) -> Iterator[str]:
    """Yield what pairs told of a model."""
    head = ("accuracy, 95 % interval", "n", "model", "shorter", "length")
    rows = [
        (name, f"{mine.n:,}", str(mine), _short(shorter), _short(length))
        for name, mine, shorter, length in told.groups
        if mine.n
    ]
    for name, n, mine, shorter, length in [head, *rows]:
        yield f"{_cut(name):<{NAME}}{n:>7}{mine:>20}{shorter:>10}{length:>10}"
    yield ""
    if told.unscored:
        yield f"{'pairs without a score, in no figure':<45}{told.unscored:,}"
    for what, value in (
        ("better than “shorter wins” by", told.gain),
        (f"loss in nats (a coin: {COIN:.3f})", told.loss),
        ("loss in nats of length alone", told.length_loss),
        ("margins fit best multiplied by", f"{told.slope:.2f}"),
    ):
        yield f"{what:<45}{value!s}"


def lines_of_fit(found: Measures) -> Iterator[str]:
    """Yield what is known of a fitted model."""
    yield from lines_of(found.told)
    agreement = "unknown" if found.agreement is None else f"{found.agreement:.2f}"
    yield f"{'models of two different thirds correlate by':<45}{agreement}"
    for one in found.across:
        yield f"{f'on {one.asked} pairs after {one.learnt} ones alone':<45}{one.accuracy}"
    for point in found.curve:
        yield f"{f'learnt from {point.pairs:,} pairs, accuracy':<45}{point.accuracy}"
    yield from lines_of_refusals(found.refused)
    yield from lines_of_forgeries(found.moved)


def lines_of_labels(found: Labelled) -> Iterator[str]:
    """Yield how texts that others judged were told apart."""
    yield f"{found.n:,} texts, {found.harmful:,} of them harmful"
    yield "chance that a harmful one scores below one that is not, 95 % interval"
    if found.unscored:
        yield f"{'texts without a score, in no figure':<45}{found.unscored:,}"
    yield f"{'model':<45}{found.auroc}"
    yield f"{'shorter wins':<45}{found.shorter}"


def lines_of_refusals(found: Refusals) -> Iterator[str]:
    """Yield how often a refusal was preferred to an answer."""
    yield f"{'likes a refusal of safe prompts better':<45}{found.safe} of {found.safe.n:,}"
    if found.unsafe.n:
        yield f"{'  of prompts that are to be refused':<45}{found.unsafe} of {found.unsafe.n:,}"


def json_of_refusals(found: Refusals) -> dict[str, Any]:
    """Return how often a refusal was preferred to an answer, as JSON values."""
    return {"prompts": found.source, "safe": _estimate(found.safe), "unsafe": _estimate(found.unsafe)}


def lines_of_forgeries(found: Forgeries) -> Iterator[str]:
    """Yield how far forged verdicts moved the scores of replies."""
    spread = "not defined" if found.spread is None else f"{found.spread:.3f}"
    yield f"{'a forged verdict moves a score by':<45}{found.drift}"
    yield f"{'  where scores are spread by':<45}{spread}"
    yield f"{'  scores it took away':<45}{found.lost:,}"


def json_of_forgeries(found: Forgeries) -> dict[str, Any]:
    """Return how far forged verdicts moved the scores of replies, as JSON values."""
    return {"drift": _estimate(found.drift), "spread": found.spread, "lost": found.lost}


def json_of(told: Told) -> dict[str, Any]:
    """Return what pairs told of a model, as JSON values; what is not defined is null."""
    whole = told.overall
    return {
        "n": whole.model.n,
        "accuracy": whole.model.value,
        "accuracy_ci": _interval(whole.model),
        "baseline_shorter_wins": whole.shorter.value,
        "baseline_length_alone": whole.length.value,
        "first_messages": told.messages,
        "unscored": told.unscored,
        "gain": _estimate(told.gain),
        "loss": _estimate(told.loss),
        "loss_length_alone": _estimate(told.length_loss),
        "loss_tempered": _estimate(told.tempered),
        "temperature": told.temperature,
        "groups": [
            {
                "name": group.name,
                "n": group.model.n,
                "accuracy": group.model.value,
                "accuracy_ci": _interval(group.model),
                "baseline_shorter_wins": group.shorter.value,
                "baseline_length_alone": group.length.value,
            }
            for group in told.groups
        ],
        "calibration": [
            {"from": low, "to": high, "said": said, "n": right.n, "right": right.value}
            for low, high, said, right in told.bins
        ],
    }


def json_of_fit(found: Measures) -> dict[str, Any]:
    """Return what is known of a fitted model, as JSON values."""
    return json_of(found.told) | {
        "split_half_agreement": found.agreement,
        "across_kinds": [
            {"learnt": one.learnt, "asked": one.asked} | _estimate(one.accuracy) for one in found.across
        ],
        "learning_curve": [
            {"pairs": point.pairs, "accuracy": point.accuracy.value, "loss": point.loss.value}
            for point in found.curve
        ],
        "scale": found.scale._asdict(),
        "people_held_apart": found.people,
        "over_refusal": json_of_refusals(found.refused),
        "forged": json_of_forgeries(found.moved),
    }


def json_of_labels(found: Labelled) -> dict[str, Any]:
    """Return how texts that others judged were told apart, as JSON values."""
    return {
        "n": found.n,
        "unscored": found.unscored,
        "harmful": found.harmful,
        "auroc": found.auroc.value,
        "auroc_ci": _interval(found.auroc),
        "baseline_shorter_wins": found.shorter.value,
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    return {"value": found.value, "ci": _interval(found), "n": found.n}


def _interval(found: Estimate) -> list[float] | None:
    return None if found.low is None or found.high is None else [found.low, found.high]


def _short(found: Estimate) -> str:
    return "-" if found.value is None else f"{found.value:.3f}"


def _cut(name: str) -> str:
    return name if len(name) < NAME else f"{name[: NAME - 2]}…"
