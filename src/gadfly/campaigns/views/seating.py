"""Who takes part in a campaign: a page for its lead."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gadfly.campaigns import actions
from gadfly.campaigns.access import Right, campaign_for, newcomers_of
from gadfly.campaigns.forms import ContractsForm, PersonForm, SeatForm
from gadfly.campaigns.models import Campaign, SeatRole
from gadfly.campaigns.queries import seats_in
from gadfly.network.queries import contracts
from gadfly.people.access import signed_in
from gadfly.people.actions import give_link, make_person
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.people.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show who takes part; give a seat, end one, or hand out a new sign-in link."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    act = {"end": _end, "link": _link, "contracts": _contracts}.get(request.POST.get("act", ""), _give)
    try:
        return act(request, campaign) if request.method == "POST" else _page(request, campaign)
    except Refusal as refusal:
        return _page(request, campaign, refusal=refusal, status=refusal.status)


def _give(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    lead, at = signed_in(request), now()
    form = SeatForm(request.POST)
    if not form.is_valid():
        return _page(request, campaign, form=form, status=422)
    wanted = form.seating()
    person, made = make_person(email=wanted["email"], name=wanted["name"], at=at, host=lead)
    actions.give_seat(campaign=campaign, person=person, role=wanted["role"], at=at)
    if made:
        return _page(
            request, campaign, seated=person, link=_link_of(request, give_link(person=person, at=at))
        )
    return _page(request, campaign, seated=person)


def _end(request: HttpRequest, campaign: Campaign) -> HttpResponseBase:
    person = _taking_part(request, campaign)
    actions.end_seat(campaign=campaign, person=person, at=now())
    return redirect("home") if person == signed_in(request) else redirect("campaign-seats", campaign.key)


def _contracts(request: HttpRequest, campaign: Campaign) -> HttpResponseBase:
    form = _contracts_form(campaign, request.POST)
    if not form.is_valid():
        return _page(request, campaign, status=422)
    keys, lead = form.cleaned_data["contracts"], signed_in(request)
    actions.require_contracts(campaign=campaign, keys=keys, lead=lead, at=now())
    return redirect("campaign-seats", campaign.key)


def _contracts_form(campaign: Campaign, data: QueryDict | None = None) -> ContractsForm:
    chosen = list(campaign.contracts.values_list("key", flat=True))
    return ContractsForm(data, offered=contracts(), chosen=chosen)


def _link(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    person = _taking_part(request, campaign)
    if not newcomers_of(signed_in(request)).filter(pk=person.pk).exists():
        raise Refusal(f"{person.name} gets a sign-in link from whoever runs this site, not from a lead.")
    return _page(request, campaign, seated=person, link=_link_of(request, give_link(person=person, at=now())))


def _taking_part(request: HttpRequest, campaign: Campaign) -> "Person":
    form = PersonForm(request.POST)
    key = form.cleaned_data["person"] if form.is_valid() else ""
    for seat in seats_in(campaign):
        if seat.person.key == key:
            return seat.person
    raise Http404


def _link_of(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("sign-in-link", args=[token]))


def _page(
    request: HttpRequest,
    campaign: Campaign,
    *,
    form: SeatForm | None = None,
    status: int = 200,
    **said: object,
) -> HttpResponse:
    context = {
        "campaign": campaign,
        "seats": seats_in(campaign),
        "newcomers": set(newcomers_of(signed_in(request)).values_list("key", flat=True)),
        "contracts": _contracts_form(campaign),
        "form": form or SeatForm(initial={"role": SeatRole.RED_TEAMER}),
        **said,
    }
    return render(request, "campaigns/seats.html", context, status=status)
