"""The door to statements and payment runs. Hidden equals absent."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from gadfly.campaigns.access import Right, seats_of
from gadfly.ledger.models import Correction, Run, Statement

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person


def manages(person: "Person") -> bool:
    """Whether the person is a manager, who sees what is paid in every campaign."""
    return person.office == "manager"


def statements_run_by(person: "Person") -> QuerySet[Statement]:
    """Return the statements the person may submit and, where somebody else did, approve."""
    statements = Statement.objects.select_related("campaign", "person", "card")
    if manages(person):
        return statements
    return statements.filter(campaign__in=seats_of(person, Right.LEAD).values("campaign"))


def statement_for(person: "Person", key: str) -> Statement:
    """Return the statement to whose it is, once it was submitted, and to who runs its campaign's pay."""
    own = Statement.objects.filter(person=person).exclude(state="draft")
    may = Q(pk__in=own.values("pk")) | Q(pk__in=statements_run_by(person).values("pk"))
    found = Statement.objects.select_related("campaign", "person", "card", "submitted_by", "approved_by")
    statement = found.filter(may, key=key).first()
    if statement is None:
        raise Http404
    return statement


def statement_to_decide(person: "Person", key: str) -> Statement:
    """Return the statement to who runs its campaign's pay; otherwise 404."""
    statement = statements_run_by(person).filter(key=key).first()
    if statement is None:
        raise Http404
    return statement


def correction_in(campaign: "Campaign", key: str) -> Correction:
    """Return a correction that was asked for in the campaign; otherwise 404."""
    correction = Correction.objects.filter(campaign=campaign, key=key).first()
    if correction is None:
        raise Http404
    return correction


def runs_for(person: "Person") -> QuerySet[Run]:
    """Return all payment runs to a manager; to others 404, as if there were no such page."""
    if not manages(person):
        raise Http404
    return Run.objects.all()


def run_for(person: "Person", key: str) -> Run:
    """Return the payment run to a manager; otherwise 404."""
    run = runs_for(person).filter(key=key).first()
    if run is None:
        raise Http404
    return run
