"""A comparison as its page shows it, and what there is to compare."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import reverse

from gadfly.attacks.tables import Rated, Sort
from gadfly.insights.choice import Choice
from gadfly.insights.contrast import MARK, Contrast
from gadfly.insights.models import Report
from gadfly.insights.queries.reports import SCORED, Row, SectionView, section_view

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gadfly.campaigns.models import Campaign

OFFERED = 50
"""Campaigns that are offered, the newest first."""


class Offer(NamedTuple):
    """A campaign that can be the second side: each option's value and words."""

    title: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ContrastView:
    """What can be compared, what is, and what a worker found; no report where the sides are one."""

    campaign: "Campaign"
    other: "Campaign"
    contrast: Contrast
    report: Report | None
    arms: Sequence[str]
    offers: Sequence[Offer]

    @property
    def body(self) -> Mapping[str, Any]:
        """What the worker found; empty before it did."""
        return {} if self.report is None else self.report.body

    @property
    def names(self) -> list[str]:
        """How the sides are called."""
        both = ((self.campaign, self.contrast.first), (self.other, self.contrast.second))
        same = self.campaign.pk == self.other.pk
        return [(arm or "all attacks") if same else f"{of.title}, {arm or 'all attacks'}" for of, arm in both]

    @cached_property
    def sections(self) -> list[SectionView]:
        """The sections, each figure of a side with the attacks it rests on."""
        return [section_view(told, self._behind, drawn=False) for told in self.body.get("sections", ())]

    def _behind(self, table: str, _: int, key: str, row: Row) -> str:
        """Return the address of the attacks that a side's figure rests on."""
        side = {"a": 0, "n_a": 0, "b": 1, "n_b": 1}.get(key)
        if table != "differences" or side is None or row.get(key) in {None, 0}:
            return ""
        arm = (self.contrast.first, self.contrast.second)[side]
        if row["cell"] != "all":
            arm = arm or self.body["arms"][side].get(row["cell"], "")
            if not arm:
                return ""
        of = (self.campaign, self.other)[side]
        return reverse("attacks", args=[of.key]) + _attacks(arm, key, row["of"])


def _attacks(arm: str, key: str, of: str) -> str:
    if of in SCORED:
        return Choice().attacks(arm=arm, sort=Sort.LOWEST)
    if of == "success_share" and key in {"a", "b"}:
        return Choice().attacks(arm=arm, rated=Rated.SUCCESS)
    return Choice().attacks(arm=arm, sort=Sort.SUCCESS)


def contrast_view(
    led: "QuerySet[Campaign]",
    campaign: "Campaign",
    other: "Campaign",
    contrast: Contrast,
    report: Report | None,
) -> ContrastView:
    """Return the page's view: two queries, however many attacks there are. `led` are who asks's campaigns."""
    campaigns = list(led.order_by("-pk")[:OFFERED])
    rows = led.filter(pk__in=[each.pk for each in (*campaigns, campaign)]).order_by("versions__arms")
    arms: dict[int, dict[str, None]] = {}
    for pk, name in rows.values_list("pk", "versions__arms__target__name"):
        if name is not None:
            arms.setdefault(pk, {})[name] = None
    own = tuple(arms.get(campaign.pk, ()))
    others = [each for each in campaigns if each.pk != campaign.pk]
    offers = [Offer("This campaign", _options(campaign, own, ""))]
    offers += [Offer(each.title, _options(each, arms.get(each.pk, ()), f"{each.title}, ")) for each in others]
    return ContrastView(campaign, other, contrast, report, own, offers)


def _options(campaign: "Campaign", arms: Iterable[str], of: str) -> list[tuple[str, str]]:
    named = ((f"{campaign.key}{MARK}{arm}", f"{of}{arm}") for arm in arms)
    return [(campaign.key, f"{of}all attacks"), *named]
