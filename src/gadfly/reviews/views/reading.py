"""One attack in full for the lead of its campaign. Here, since what reviewers said of it is on the page."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gadfly.attacks.access import Right, attack_for
from gadfly.attacks.actions import report_crossing
from gadfly.attacks.reading import neighbours_of, reading_of
from gadfly.people.access import signed_in
from gadfly.reviews.queries import rounds_on
from gadfly.shared.clock import now


@require_safe
def attack_read(request: HttpRequest, key: str) -> HttpResponse:
    """Show one attack to the lead of its campaign."""
    attack = attack_for(signed_in(request), key, to=Right.READ)
    newer, older = neighbours_of(attack)
    context = {"attack": attack, "reading": reading_of(attack), "newer": newer, "older": older}
    return render(request, "attacks/attack_read.html", {**context, "rounds": rounds_on(attack)})


@require_POST
def attack_read_alarm(request: HttpRequest, key: str) -> HttpResponseBase:
    """Report that an attack crosses the hard line: it is given to no reviewer any more."""
    person = signed_in(request)
    report_crossing(attack=attack_for(person, key, to=Right.READ), by=person.pk, at=now())
    return redirect("rest")
