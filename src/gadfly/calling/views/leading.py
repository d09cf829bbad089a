"""A lead fills a campaign: wishes, a proposed cohort with its reasons, invitations, and how they stand."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gadfly.calling import actions
from gadfly.calling.actions.asking import Asking
from gadfly.calling.forms import InviteForm, WishForm
from gadfly.calling.queries import called_to, proposal_of
from gadfly.calling.tasks import watch
from gadfly.calling.wish import usual_wish, usually_told
from gadfly.campaigns.access import Right, campaign_for
from gadfly.ledger.queries import card_of
from gadfly.people.access import signed_in
from gadfly.science.pay.rates import hours_pay
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


@require_http_methods(["GET", "HEAD", "POST"])
def cohort(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show how the people called stand; propose a cohort for a wish; invite it; stop asking others."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    if request.POST.get("act") == "stop":
        actions.stop_calling(campaign=campaign, at=now())
        return redirect("campaign-cohort", key)
    sent = request.POST if request.method == "POST" else request.GET
    if "size" not in sent:
        return _page(request, campaign, WishForm(initial=WishForm.said(usual_wish(campaign))))
    form = WishForm(sent)
    if not form.is_valid():
        return _page(request, campaign, form, status=422)
    return (
        _invite(request, campaign, form) if request.method == "POST" else _proposed(request, campaign, form)
    )


def _invite(request: HttpRequest, campaign: "Campaign", form: WishForm) -> HttpResponseBase:
    keys = request.POST.getlist("people")
    invite = InviteForm(request.POST, keys=keys)
    if not invite.is_valid():
        return _proposed(request, campaign, form, invite=invite, status=422)
    said = invite.cleaned_data
    asking = Asking(sent=said["sent"], told=said["told"], days=said["days"])
    try:
        made = actions.call_people(
            campaign=campaign, wish=form.wish(), people=keys, asking=asking, by=signed_in(request), at=now()
        )
    except Refusal as refusal:
        return _proposed(request, campaign, form, invite=invite, refusal=refusal, status=refusal.status)
    watch(made.pk, max(made.invitations.values_list("answer_by", flat=True)))
    return redirect("campaign-cohort", campaign.key)


def _proposed(
    request: HttpRequest,
    campaign: "Campaign",
    form: WishForm,
    *,
    invite: InviteForm | None = None,
    status: int = 200,
    **said: object,
) -> HttpResponse:
    proposal = proposal_of(campaign, form.wish(), now())
    keys = [one.standing.person.key for one in proposal.people]
    invite = invite or InviteForm(told=usually_told(campaign), keys=keys)
    sent = [(name, value) for name, values in _sent(request) for value in values]
    kept = request.POST.getlist("people") if request.method == "POST" else keys
    said = {"proposal": proposal, "invite": invite, "sent": sent, "kept": kept, **said}
    return _page(request, campaign, form, status=status, **said)


def _sent(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """Return the wish as it was sent, to be sent again with the invitation."""
    data = request.POST if request.method == "POST" else request.GET
    return [(name, data.getlist(name)) for name in WishForm.base_fields]


def _page(
    request: HttpRequest, campaign: "Campaign", form: WishForm, *, status: int = 200, **said: object
) -> HttpResponse:
    card = card_of(campaign)
    asked = form.wish() if form.is_bound and form.is_valid() else usual_wish(campaign)
    context = {
        "campaign": campaign,
        "called": called_to(campaign),
        "form": form,
        "card": card,
        "pay": hours_pay(card.hourly, 60 * asked.minutes) if card and not card.volunteers else None,
        "wish": asked,
        "contracted": campaign.contracts.exists(),
        **said,
    }
    return render(request, "calling/cohort.html", context, status=status)
