"""Scorers as leads see them: what each was taught by, how good it is, and where it may not measure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef

from gadfly.campaigns.access import Right, seats_of
from gadfly.campaigns.models import Arm, Campaign, Lesson, Origin, Scorer, Terms
from gadfly.campaigns.queries.terms import newest_terms
from gadfly.campaigns.scorers import (
    earlier_reference,
    is_here,
    named_in,
    overlap,
    scorer_called,
    ships,
)
from gadfly.science.preference.card import KNOWN
from gadfly.science.preference.store import EARLIER, JUDGES, RANKS, SHIPPED, SHIPS, shipped_card

if TYPE_CHECKING:
    from gadfly.people.models import Person

_SHARE = r"(\d\.\d+) \((\d\.\d+)–(\d\.\d+)\)"
_ALL_PAIRS = re.compile(rf"^\| all pairs \| ([\d,]+) \| {_SHARE} \| {_SHARE} \|", re.MULTILINE)


class Share(NamedTuple):
    """A share of pairs with its 95 % interval; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What `pairs` held-out pairs told: how many were put the right way round; None: not known."""

    pairs: int | None
    accuracy: Share
    shorter: float | None


@dataclass(frozen=True, slots=True)
class ScorerView:
    """One scorer. `key` is what addresses carry; `row` is None for one that ships."""

    key: str
    name: str
    kind: str
    figures: Figures
    row: Scorer | None

    @property
    def title(self) -> str:
        """Its name without the fingerprint."""
        return self.name.partition("@")[0]

    @property
    def fingerprint(self) -> str:
        """The first digits of its file's hash."""
        return self.name.partition("@")[2]

    @property
    def card(self) -> str:
        """What it was made from and how far to trust it, in Markdown."""
        return self.row.card if self.row else shipped_card(self.key)

    @property
    def here(self) -> bool:
        """Whether its file can be read."""
        return is_here(self.name)


@dataclass(frozen=True, slots=True)
class Taught:
    """Who taught a scorer, as one person may see it: campaigns they lead by name, others as a number."""

    own: Sequence[Lesson]
    others: int
    pairs_of_others: int


def scorer_views() -> list[ScorerView]:
    """Return every scorer: those that ship, then those made here by family, newest version first."""
    rows = Scorer.objects.select_related("made_by").order_by("family", "-version")
    return [*_shipped(), *map(_made, rows)]


def scorer_view(key: str) -> ScorerView | None:
    """Return the scorer of this key; None where there is none."""
    row = Scorer.objects.select_related("made_by").filter(key=key).first()
    return _made(row) if row else next((view for view in _shipped() if view.key == key), None)


def offered() -> list[tuple[str, str]]:
    """Return the scorers a form offers: name and title."""
    made = Scorer.objects.order_by("family", "-version").values_list("name", flat=True)
    return [(name, name.partition("@")[0]) for name in [*(model.scorer for model in ships()), *made]]


def taught(scorer: Scorer, person: "Person") -> Taught:
    """Return the campaigns whose pairs taught the scorer: one query."""
    leads = Exists(seats_of(person, Right.LEAD).filter(campaign=OuterRef("campaign")))
    lessons = list(scorer.lessons.select_related("campaign").annotate(leads=leads).order_by("-pk"))
    hidden = [lesson for lesson in lessons if not lesson.leads]
    return Taught(
        own=[lesson for lesson in lessons if lesson.leads],
        others=len(hidden),
        pairs_of_others=sum(lesson.pairs for lesson in hidden),
    )


def reference_in(terms: Terms) -> str:
    """Return the scorer that measures all arms of these terms."""
    return terms.reference or earlier_reference()


def reference_of(campaign: Campaign) -> str:
    """Return the scorer that measures the campaign: of the terms in force, of the draft before."""
    return reference_in(campaign.terms or newest_terms(campaign))


def reference_of_campaign(campaign: int) -> str:
    """Return the scorer that measures the campaign with this id."""
    return reference_of(Campaign.objects.select_related("terms").get(pk=campaign))


def arms_ever(campaign: Campaign) -> list[Arm]:
    """Return the arms of every version of the campaign's terms that was in force, and of what it imported."""
    arms = Arm.objects.filter(terms__campaign=campaign, terms__frozen_at__isnull=False)
    return list(arms.select_related("target__endpoint").order_by("pk"))


def breaches(reference: str, arms: Iterable[Arm]) -> Iterator[str]:
    """Yield a sentence for each arm in which the reference took part: one cannot measure what one chose.

    A reference of which nobody knows what taught it may have, wherever a scorer chose or taught.
    """
    some = list(arms)
    chosen = any(named_in(arm.target.recipe) or arm.target.endpoint.learnt_from for arm in some)
    nobody_knows = chosen and is_unknown(reference)
    for arm in some:
        judges, learnt_from = named_in(arm.target.recipe), arm.target.endpoint.learnt_from
        for kind, scorer in judges:
            if overlap(reference, [scorer]):
                does = "filters by" if kind == "filter" else "ranks by"
                yield f"{arm.target.name} {does} {_titled(scorer, reference)}"
        if learnt := overlap(reference, learnt_from):
            yield f"the model of {arm.target.name} was trained with {_titled(learnt, reference)}"
        if nobody_knows and (judges or learnt_from):
            title = reference.partition("@")[0]
            yield f"what taught {title} is not known, while a scorer chose for {arm.target.name}"


def kinships(reference: str, arms: Iterable[Arm]) -> Iterator[str]:
    """Yield a sentence for each arm whose scorer learnt from pairs that taught the reference, or may have."""
    own = lessons_of(reference)
    for arm in arms:
        judges = [scorer for _, scorer in named_in(arm.target.recipe)] + arm.target.endpoint.learnt_from
        for scorer in judges:
            if own & lessons_of(scorer) and not overlap(reference, [scorer]):
                yield (
                    f"{scorer.partition('@')[0]}, which chooses for {arm.target.name}, learnt from pairs "
                    f"that also taught {reference.partition('@')[0]}"
                )
            elif is_unknown(scorer):
                title = scorer.partition("@")[0]
                yield f"nobody knows what taught {title}, which chooses for {arm.target.name}"


def is_unknown(name: str) -> bool:
    """Tell whether the scorer was added without the pairs that taught it."""
    if name.partition("@")[0] in SHIPS:
        return False
    return Scorer.objects.filter(name=name, origin=Origin.UNKNOWN).exists()


def lessons_of(name: str) -> frozenset[str]:
    """Return what taught the scorer: campaigns by number, halves of the public file, other files by hash."""
    plain = name.partition("@")[0]
    if plain in SHIPS:
        return _HALVES[plain]
    campaigns = Lesson.objects.filter(scorer__name=name).values_list("campaign", flat=True)
    return _file_of(name) | {f"campaign {campaign}" for campaign in campaigns}


def _file_of(name: str) -> frozenset[str]:
    """Return the file that an added scorer says it was made from; none where it is not here."""
    if not Scorer.objects.filter(name=name).exclude(origin=Origin.HERE).exists():
        return frozenset()
    try:
        sha256 = scorer_called(name).reference.sha256
    except KeyError:
        return frozenset()
    return _FIRST | _SECOND if sha256 in KNOWN else frozenset({f"file {sha256}"})


_FIRST, _SECOND = frozenset({"first half"}), frozenset({"second half"})
_HALVES = {RANKS: _FIRST, JUDGES: _SECOND, SHIPPED: _FIRST | _SECOND, EARLIER: _FIRST | _SECOND}


def _titled(scorer: str, reference: str) -> str:
    """Return the scorer's title, and what it has to do with the reference where that is not plain."""
    title, measured = scorer.partition("@")[0], reference.partition("@")[0]
    return title if title == measured else f"{title}, which shares a member with {measured}"


def _shipped() -> list[ScorerView]:
    return [
        ScorerView(plain, model.scorer, model.kind, figures_in(shipped_card(plain)), None)
        for plain, model in zip(SHIPS, ships(), strict=True)
    ]


def _made(row: Scorer) -> ScorerView:
    return ScorerView(row.key, row.name, row.kind, _figures(row.figures), row)


def _figures(said: dict[str, Any]) -> Figures:
    low, high = said.get("accuracy_ci") or (None, None)
    accuracy = Share(said.get("accuracy"), low, high)
    return Figures(said.get("n"), accuracy, said.get("baseline_shorter_wins"))


def figures_in(card: str) -> Figures:
    """Return what a card's own table says of all pairs."""
    found = _ALL_PAIRS.search(card)
    if found is None:
        return Figures(None, Share(None, None, None), None)
    pairs, *shares = found.groups()
    value, low, high, shorter, *_ = map(float, shares)
    return Figures(int(pairs.replace(",", "")), Share(value, low, high), shorter)
