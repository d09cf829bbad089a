"""Payment runs: all approved statements go into one file for the payer, each of them once."""

from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.ledger.actions.books import post
from gadfly.ledger.models import Posting, Run, State, Statement
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.people.models import Person

NOTHING = "No approved statement waits for the payer. Approve one first."


def export_run(*, by: "Person", at: datetime) -> Run:
    """Hand every approved statement to the payer. Raises Refusal where there is none."""
    with durable():
        approved = Statement.objects.select_for_update(of=("self",)).filter(state=State.APPROVED)
        statements = list(approved.select_related("person", "campaign").order_by("pk"))
        if not statements:
            raise Refusal(NOTHING)
        run = Run.objects.create(made_by=by, made_at=at)
        for statement in statements:
            statement.state, statement.run = State.EXPORTED, run
            statement.save(update_fields=["state", "run"])
            post(
                statement=statement,
                posting=Posting.PAYMENT,
                moves=[("payment", statement.amount)],
                by=by,
                at=at,
            )
    return run
