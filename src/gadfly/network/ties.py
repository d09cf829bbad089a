"""What ties a person to others, read from their application."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gadfly.network.conflicts import Place, Ties, host_of, plain

if TYPE_CHECKING:
    from gadfly.people.models import Person


def ties_of_applicant(answers: Mapping[str, Any]) -> Ties:
    """Return the ties an application declares."""
    places = answers.get("history", {}).get("places", ())
    declared = answers.get("conflicts", {}).get("organisations", ())
    return Ties(
        host=host_of(answers.get("about", {}).get("email", "")),
        places=tuple(Place(*place) for place in places),
        declared=frozenset(map(plain, declared)),
    )


def ties_of_scorer(scorer: "Person") -> Ties:
    """Return a scorer's ties: of their own application, if there is one, and of their account's address."""
    application = scorer.applications.order_by("-pk").first()
    told = ties_of_applicant(application.answers) if application else Ties(host="")
    return told._replace(host=host_of(scorer.email))
