"""What a campaign needs before it can open, each in a plain sentence with the place to mend it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gadfly.campaigns.models import Arm, Intervention, Reveal, SeatRole, Target, Terms
from gadfly.campaigns.queries.recipes import recipe_gaps
from gadfly.campaigns.queries.scorers import breaches, reference_in
from gadfly.campaigns.scorers import is_here

HELD = frozenset({Intervention.REJECTION_SAMPLING, Intervention.CRITIQUE, Intervention.FILTER})
"""What looks at whole replies before any word may be shown: kinds of steps, and names of interventions."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list. `route` and `field` say where to mend it."""

    done: bool
    holds: str
    lacks: str
    field: str
    route: str = "campaign-terms"
    needed: bool = True
    """Whether the campaign cannot open without it; what is not needed is advice."""

    @property
    def sentence(self) -> str:
        """What holds, or what to do so that it does."""
        return self.holds if self.done else self.lacks


def missing(terms: Terms, at: datetime) -> list[Check]:
    """Return what is still to be done; empty when the campaign can open on these terms."""
    return [check for check in checks(terms, at) if check.needed and not check.done]


def checks(terms: Terms, at: datetime) -> list[Check]:
    """Return every line of the list, done or not: three queries."""
    arms = list(terms.arms.select_related("target__endpoint"))
    return [*_words(terms), *_design(terms, arms), _dates(terms, at), _people(terms), _pay(terms)]


def _words(terms: Terms) -> Iterator[Check]:
    yield Check(bool(terms.campaign.title.strip()), "Named", "Give the campaign a title.", "title")
    yield Check(
        bool(terms.brief.strip()),
        "Brief written",
        "Write the brief: what to try, and what is out of bounds.",
        "brief",
    )
    yield Check(
        bool(terms.warning.strip()),
        "Content warning written",
        "Write the content warning: say in plain words what people may have to read.",
        "warning",
    )
    yield Check(
        bool(terms.topics), "Example topics given", "Name an example topic or two, one a line.", "topics"
    )


def _design(terms: Terms, arms: Sequence[Arm]) -> Iterator[Check]:
    yield Check(
        done=bool(arms),
        holds=_counted(len(arms), "arm"),
        lacks="Lay out the design: give a cell a weight.",
        field="arms",
        route="campaign-design",
    )
    retired = [arm.target.name for arm in arms if arm.target.retired or arm.target.endpoint.retired]
    gaps = [f"Take out what is retired: {', '.join(retired)}."] if retired else []
    for gap in [*gaps, *recipe_gaps(arms, terms.candidates)]:
        yield Check(done=False, holds="", lacks=gap, field="arms", route="campaign-design")
    yield _reference(terms, arms)
    if terms.candidates > 1 and any(arm.target.temperature == 0 for arm in arms):
        yield Check(
            done=False,
            holds="",
            lacks="Ask for one candidate a turn, or take out the targets of temperature 0: their"
            " candidates would all be the same.",
            field="candidates",
        )
    if terms.reveal == Reveal.STREAM:
        yield _pace(arms)


def _reference(terms: Terms, arms: Sequence[Arm]) -> Check:
    """Nobody measures with what chose: of the replies a scorer liked best it thinks too well."""
    reference = reference_in(terms)
    title = reference.partition("@")[0]
    took_part = next(breaches(reference, arms), "")
    why = f"{took_part}, so it cannot measure it"
    if not is_here(reference):
        took_part, why = title, f"{title} is not here any more"
    return Check(
        done=not took_part,
        holds=f"Measured by {title}, which had no part in any arm",
        lacks=f"Choose another reference scorer: {why}.",
        field="reference",
    )


def _pace(arms: Sequence[Arm]) -> Check:
    """Blind is blind: when and how fast words come must not tell the arms apart."""
    targets = [arm.target for arm in arms]
    why = next(_tells(targets), "")
    return Check(
        done=not why,
        holds="Arms keep the same pace",
        lacks=f"Reveal replies together: {why}.",
        field="reveal",
    )


def _tells(targets: Sequence[Target]) -> Iterator[str]:
    for target in targets:
        held = sorted(HELD & {target.intervention, *(step["kind"] for step in target.recipe)})
        if held:
            yield f"{held[0]} shows no word before every reply is written"
    if len({target.endpoint_id for target in targets}) > 1:
        yield "arms on different endpoints can be told apart by their pace"
    if any(target.recipe != targets[0].recipe for target in targets):
        yield "arms to which different things were done can be told apart by when the first word comes"


def _dates(terms: Terms, at: datetime) -> Check:
    past = terms.closes_at is not None and terms.closes_at <= at
    backwards = bool(terms.opens_at and terms.closes_at and terms.closes_at <= terms.opens_at)
    return Check(
        done=not past and not backwards,
        holds="Dates make sense",
        lacks="Move the closing date: it has passed." if past else "Let it close after it opens.",
        field="closes_at",
    )


def _people(terms: Terms) -> Check:
    count = terms.campaign.seats.filter(role=SeatRole.RED_TEAMER, left_at=None).count()
    return Check(
        done=count > 0,
        holds=_counted(count, "red teamer"),
        lacks="Give somebody a red teamer’s seat.",
        field="email",
        route="campaign-seats",
    )


def _pay(terms: Terms) -> Check:
    """Whoever works is told before they begin what it pays; once open, a rate can only rise."""
    return Check(
        done=terms.campaign.rate_cards.exists(),
        holds="Pay said",
        lacks="Say what it pays, or that it is for volunteers: nobody from the network can be called before.",
        field="hourly",
        route="campaign-pay",
        needed=False,
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
