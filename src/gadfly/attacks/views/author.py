"""An attack's pages for its author: begin, chat, rate, done."""

from random import SystemRandom

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gadfly.attacks import actions
from gadfly.attacks.access import Right, attack_for
from gadfly.attacks.actions.courses import COMPLETE, NO_TOPIC
from gadfly.attacks.forms import IntentForm, ReportForm, given
from gadfly.attacks.live import live
from gadfly.attacks.models import Attack, Outcome
from gadfly.attacks.queries import LETTERS, open_attack_of, sitting_of, step_of, turns_of
from gadfly.campaigns.access import Right as CampaignRight
from gadfly.campaigns.access import campaign_for
from gadfly.campaigns.queries import agreed_at, has_agreed
from gadfly.campaigns.queries.arms import is_full
from gadfly.people.access import signed_in
from gadfly.science.care.limits import left_of
from gadfly.shared.clock import now
from gadfly.shared.keys import new_key
from gadfly.shared.refusal import Refusal
from gadfly.wellbeing.access import ensure_rested
from gadfly.wellbeing.actions import raise_alarm
from gadfly.wellbeing.queries import is_due, limits_of, sitting
from gadfly.wellbeing.watch import BLOCKED, line


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, key: str) -> HttpResponseBase:
    """Ask what the attack is meant to do, then begin it; one that is open goes on."""
    person = signed_in(request)
    campaign = campaign_for(person, key, to=CampaignRight.ATTACK)
    current = open_attack_of(person, campaign)
    if current is not None:
        return redirect("attack", current.key)
    if campaign.terms is None or not has_agreed(person, campaign.terms):
        return redirect("brief", key)
    if is_full(campaign.terms):
        raise Refusal(COMPLETE)
    ensure_rested(person, campaign, now())
    offered = left_of(limits_of(person), campaign.terms.topics)
    if campaign.terms.topics and not offered:
        raise Refusal(NO_TOPIC)
    form = IntentForm(request.POST or None)
    if form.is_valid():
        intent = form.cleaned_data["intent"]
        if line().crossed(intent):
            raise_alarm(
                way="in", person=person.pk, campaign=campaign.pk, subject=campaign.key, text=intent, at=now()
            )
            raise Refusal(BLOCKED)
        attack = live().writes.wait(
            lambda: actions.start_attack(
                person=person, campaign=campaign, intent=intent, at=now(), rng=SystemRandom()
            )
        )
        return redirect("attack", attack.key)
    context = {"campaign": campaign, "terms": campaign.terms, "form": form, "offered": offered}
    return render(request, "attacks/attack_new.html", context, status=422 if form.is_bound else 200)


@require_safe
def chat(request: HttpRequest, key: str) -> HttpResponse:
    """Show the dialogue and what it waits for."""
    person = signed_in(request)
    attack = attack_for(person, key, to=Right.OWN)
    turns = turns_of(attack)
    context = {
        "attack": attack,
        "campaign": attack.campaign,
        "terms": attack.terms,
        "turns": turns,
        "last": turns[-1] if turns else None,
        "step": step_of(attack, turns),
        "left_out": max((turn.left_out for turn in turns), default=0),
        "letters": LETTERS[: attack.terms.candidates],
        "message_key": new_key(),
        "agreed_at": agreed_at(person, attack.terms),
        "nudge": sitting(person, now()),
    }
    return render(request, "attacks/attack.html", context)


@require_safe
def rate(request: HttpRequest, key: str) -> HttpResponseBase:
    """Ask how the attack went."""
    attack = attack_for(signed_in(request), key, to=Right.OWN)
    if attack.state != Outcome.ENDED:
        return redirect("attack", key)
    return asking(request, attack, ReportForm(initial=given(attack)))


def asking(request: HttpRequest, attack: Attack, form: ReportForm) -> HttpResponse:
    """Return the page that asks how the attack went, with what the form says was wrong."""
    context = {"attack": attack, "campaign": attack.campaign, "form": form, "turns": turns_of(attack)}
    return render(request, "attacks/attack_rate.html", context, status=422 if form.is_bound else 200)


@require_safe
def done(request: HttpRequest, key: str) -> HttpResponse:
    """Thank the author, and offer to stop as readily as to go on."""
    person = signed_in(request)
    attack = attack_for(person, key, to=Right.OWN)
    context = {
        "attack": attack,
        "campaign": attack.campaign,
        **sitting_of(person, attack, now()),
        "due": is_due(person),
    }
    return render(request, "attacks/attack_done.html", context)
