"""A member's own time and pay."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gadfly.ledger import actions
from gadfly.ledger.access import manages
from gadfly.ledger.forms import CorrectionForm, CountryForm
from gadfly.ledger.queries import country_of, own_statements, work_and_pay
from gadfly.people.access import signed_in
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def my_pay(request: HttpRequest) -> HttpResponseBase:
    """Show the clock and the statements; keep where one works, or ask for a correction."""
    person = signed_in(request)
    works = work_and_pay(person)
    campaigns = {work.campaign.key: work.campaign for work in works}
    asks = "minutes" in request.POST
    sent = request.POST if request.method == "POST" else None
    country = CountryForm(None if asks else sent, initial={"country": country_of(person)})
    correction = CorrectionForm(sent if asks else None, campaigns=list(campaigns.values()))
    try:
        if country.is_valid():
            actions.say_country(person=person, country=country.cleaned_data["country"], at=now())
            return redirect("my-pay")
        if correction.is_valid():
            said = {name: correction.cleaned_data[name] for name in ("minutes", "reason")}
            campaign = campaigns[correction.cleaned_data["campaign"]]
            actions.ask_correction(campaign=campaign, person=person, at=now(), **said)
            return redirect("my-pay")
    except Refusal as refusal:
        (correction if asks else country).add_error(None, str(refusal))
    context = {
        "works": works,
        "statements": own_statements(person),
        "country": country,
        "correction": correction,
        "manages": manages(person),
    }
    return render(request, "ledger/mine.html", context, status=422 if sent is not None else 200)
