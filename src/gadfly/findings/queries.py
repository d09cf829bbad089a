"""Reading findings: what anybody sees of one, and what only a lead does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gadfly.findings.models import Finding, Retest, Step, TestItem, Trial
from gadfly.science.retesting import Rate, rate_of

if TYPE_CHECKING:
    from gadfly.attacks.models import Attack

MOST = 100
"""Findings listed at once, and attacks offered to rest one on: the newest."""
SHOWN = 200
"""Characters of a message in a list."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run with its rate of failures; that of each item beside it."""

    retest: Retest
    rate: Rate
    by_item: Sequence[Rate]


@dataclass(frozen=True, slots=True)
class Before:
    """What a target did first and last, where it was run more than once."""

    target: str
    first: Run
    last: Run


@dataclass(frozen=True, slots=True)
class Tested:
    """What only a lead sees: arms the finding rests on, test items, runs, before and after."""

    arms: Sequence[str]
    items: Sequence[TestItem]
    runs: Sequence[Run]
    compared: Sequence[Before]


def steps_of(finding: Finding) -> Sequence[Step]:
    """Return the finding's course, oldest first."""
    return list(finding.steps.select_related("actor").order_by("number"))


def attacks_under(finding: Finding) -> "list[Attack]":
    """Return the attacks on which the finding rests."""
    bases = finding.bases.select_related("attack__arm__target").order_by("pk")
    return [basis.attack for basis in bases]


def tested(finding: Finding) -> Tested:
    """Return what a lead sees of the finding's tests."""
    attacks = attacks_under(finding)
    items = list(finding.items.select_related("attack").order_by("pk"))
    runs = _runs(finding, items)
    return Tested(
        arms=sorted({attack.arm.target.name for attack in attacks}),
        items=items,
        runs=runs,
        compared=_compared(runs),
    )


def turns_under(finding: Finding) -> Sequence[tuple[str, str]]:
    """Return the messages of the attacks the finding rests on: a form's value, and how each begins."""
    return [
        (f"{attack.pk}:{number}", f"{number}. {human[:SHOWN]}")
        for attack in attacks_under(finding)
        for number, human in attack.turns.order_by("number").values_list("number", "human")
    ]


def _runs(finding: Finding, items: Sequence[TestItem]) -> list[Run]:
    retests = list(finding.retests.select_related("target", "asked_by").order_by("pk"))
    held: Mapping[tuple[int, int], list[bool | None]] = {
        (one.pk, item.pk): [] for one in retests for item in items
    }
    for run, item, holds in Trial.objects.filter(retest__in=retests).values_list("retest", "item", "held"):
        held[run, item].append(holds)
    return [
        Run(
            one,
            rate_of(each for item in items for each in held[one.pk, item.pk]),
            [rate_of(held[one.pk, item.pk]) for item in items],
        )
        for one in retests
    ]


def _compared(runs: Sequence[Run]) -> list[Before]:
    """Return the first and the last run that ended, of each target that has two."""
    by_target: dict[str, list[Run]] = {}
    for run in runs:
        if run.retest.state == "done":
            by_target.setdefault(run.retest.target.name, []).append(run)
    return [Before(name, each[0], each[-1]) for name, each in by_target.items() if len(each) > 1]
