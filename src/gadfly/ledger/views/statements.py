"""A statement, to be read, printed, submitted and approved."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gadfly.ledger import actions
from gadfly.ledger.access import statement_for, statement_to_decide, statements_run_by
from gadfly.ledger.forms import StepForm
from gadfly.ledger.models import Statement
from gadfly.ledger.queries import total_of
from gadfly.people.access import signed_in
from gadfly.shared.clock import now
from gadfly.shared.refusal import NotValid, Refusal


@require_safe
def statement(request: HttpRequest, key: str) -> HttpResponse:
    """Show a statement to whom it pays and to who answers for it."""
    return _page(request, statement_for(signed_in(request), key), status=200)


@require_POST
def statement_step(request: HttpRequest, key: str) -> HttpResponseBase:
    """Submit, approve, send back or discard it."""
    person = signed_in(request)
    held = statement_to_decide(person, key)
    form = StepForm(request.POST)
    if not form.is_valid():
        raise NotValid("This page is out of date. Reload it and choose again.")
    act = form.cleaned_data["act"]
    try:
        if act == "submit":
            actions.submit(statement=held, by=person, at=now())
        elif act == "approve":
            actions.approve(statement=held, by=person, at=now())
        elif act == "send back":
            actions.send_back(statement=held)
        else:
            actions.discard(statement=held)
            return redirect("campaign-pay", held.campaign.key)
    except Refusal as refusal:
        return _page(request, held, refusal=refusal, status=refusal.status)
    return redirect("statement", key)


def _page(request: HttpRequest, held: Statement, *, status: int, **said: object) -> HttpResponse:
    person = signed_in(request)
    lines = list(held.lines.order_by("position"))
    total = total_of(lines)
    context = {
        "statement": held,
        "lines": lines,
        "total": total,
        "hourly": None if total.hourly is None else int(total.hourly),
        "mine": person.pk == held.person_id,
        "runs": statements_run_by(person).filter(pk=held.pk).exists(),
        "may_approve": person.pk not in {held.person_id, held.drafted_by_id, held.submitted_by_id},
        **said,
    }
    return render(request, "ledger/statement.html", context, status=status)
