"""A member's own calls: what waits for an answer, what was promised, and the year's hours."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gadfly.calling import actions
from gadfly.calling.access import invitation_for
from gadfly.calling.forms import AnswerForm
from gadfly.calling.queries import calls_of, is_open
from gadfly.calling.tasks import ask_next
from gadfly.ledger.queries import card_of
from gadfly.network.access import may_read
from gadfly.people.access import signed_in
from gadfly.science.pay.rates import hours_pay
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.calling.models import Invitation


@require_safe
def my_calls(request: HttpRequest) -> HttpResponse:
    """Show the invitations that wait, the hours promised, and when they fall due."""
    person, at = signed_in(request), now()
    return render(request, "calling/mine.html", {"calls": calls_of(person, at), "at": at})


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show an invitation and take the answer."""
    person, at = signed_in(request), now()
    invitation = invitation_for(person, key)
    card = card_of(invitation.campaign)
    paid = card is not None and not card.volunteers
    form = AnswerForm(request.POST or None)
    refusal = None
    if form.is_valid():
        try:
            _answer(invitation, form.cleaned_data["act"], paid=paid)
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("my-calls")
    contracts = invitation.campaign.contracts.all()
    signed = may_read(person, contracts)
    context = {
        "invitation": invitation,
        "signed": signed,
        "named": signed and invitation.campaign.stage != "draft",  # a draft is its leads' alone
        "contracts": contracts,
        "open": is_open(invitation, at),
        "card": card,
        "pay": hours_pay(card.hourly, 60 * invitation.minutes) if card and paid else None,
        "calls": calls_of(person, at),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return render(request, "calling/call.html", context, status=status)


def _answer(invitation: "Invitation", act: str, *, paid: bool) -> None:
    at = now()
    if act == "accept":
        actions.accept(invitation=invitation, at=at)
        return
    if act == "decline paid" and paid and is_open(invitation, at):
        actions.note_preview(invitation=invitation, at=at)
    actions.decline(invitation=invitation, at=at)
    ask_next.enqueue(invitation.calling_id)
