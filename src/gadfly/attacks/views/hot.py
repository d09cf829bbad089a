"""What a red teamer does all the time: send, ask again, pick, take back, stop, rate, skip.

Each view gives the writer one job: door, form and verb together, so that a request visits the
database once, and whoever may not hears nothing of what was wrong. The answer to a message is the
event stream itself.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from gadfly.attacks import actions
from gadfly.attacks.access import Right, attack_for
from gadfly.attacks.actions import OpenedTurn
from gadfly.attacks.forms import MessageForm, PickForm, ReportForm, RetryForm, SentForm, TurnForm
from gadfly.attacks.live import live
from gadfly.attacks.models import Attack, Outcome, Turn
from gadfly.attacks.tasks import score_attack
from gadfly.attacks.views.author import asking
from gadfly.people.access import signed_in
from gadfly.shared.clock import now
from gadfly.shared.refusal import NotValid, Refusal
from gadfly.wellbeing.access import ensure_fresh
from gadfly.wellbeing.actions import raise_alarm
from gadfly.wellbeing.watch import BLOCKED, line

EVENTS = "text/event-stream"


@require_POST
async def message(request: HttpRequest, key: str) -> HttpResponseBase:
    """Record the next message and stream its replies."""
    await _within_the_line(request, key)

    def job() -> OpenedTurn:
        attack, sent, at = _own(request, key), _sent(MessageForm(request.POST)), now()
        gate = partial(ensure_fresh, signed_in(request), attack.campaign, at)
        return actions.open_turn(attack=attack, key=sent["key"], text=sent["text"], at=at, gate=gate)

    return await _followed(request, key, job)


@require_POST
async def retry(request: HttpRequest, key: str) -> HttpResponseBase:
    """Ask again for replies that broke."""

    def job() -> OpenedTurn:
        attack, sent, at = _own(request, key), _sent(RetryForm(request.POST)), now()
        ensure_fresh(signed_in(request), attack.campaign, at)
        return actions.reopen_turn(attack=attack, number=sent["turn"], attempt=sent["attempt"], at=at)

    return await _followed(request, key, job)


@require_POST
async def pick(request: HttpRequest, key: str) -> HttpResponse:
    """Record the pick."""

    def job() -> Turn:
        attack, sent = _own(request, key), _sent(PickForm(request.POST))
        side, strength = sent["pick"]
        return actions.record_pick(
            attack=attack,
            number=sent["turn"],
            attempt=sent["attempt"],
            side=side,
            strength=strength,
            at=now(),
        )

    await live().writes(job)
    return _back(key)


@require_POST
async def unpick(request: HttpRequest, key: str) -> HttpResponse:
    """Take the last pick back."""

    def job() -> Turn:
        attack, sent = _own(request, key), _sent(TurnForm(request.POST))
        return actions.take_back_pick(attack=attack, number=sent["turn"])

    await live().writes(job)
    return _back(key)


@require_POST
async def end(request: HttpRequest, key: str) -> HttpResponse:
    """Stop the attack and go on to rate it."""
    await live().writes(
        lambda: actions.end_attack(attack=_own(request, key), at=now(), scoring=score_attack.enqueue)
    )
    return HttpResponseRedirect(reverse("attack-rate", args=[key]), status=303)


@require_POST
async def skip(request: HttpRequest, key: str) -> HttpResponse:
    """Put the attack aside."""
    skipped = await live().writes(
        lambda: actions.skip_attack(attack=_own(request, key), at=now(), scoring=score_attack.enqueue)
    )
    return HttpResponseRedirect(reverse("brief", args=[skipped.campaign.key]), status=303)


@require_POST
async def alarm(request: HttpRequest, key: str) -> HttpResponse:
    """Stop at once: the last turn's words are taken away, a steward is told, the attack is put aside."""

    def job() -> Attack:
        own = _own(request, key)
        attack = actions.report_crossing(attack=own, by=signed_in(request).pk, at=now())
        return actions.skip_attack(attack=attack, at=now(), scoring=score_attack.enqueue)

    await live().writes(job)
    return HttpResponseRedirect(reverse("rest"), status=303)


@require_POST
async def report(request: HttpRequest, key: str) -> HttpResponse:
    """Keep how the author says it went, or ask again for what was left out."""

    def job() -> HttpResponse:
        attack, form = _own(request, key), ReportForm(request.POST)
        if attack.state != Outcome.ENDED:
            return _back(key)
        if not form.is_valid():
            return asking(request, attack, form)
        actions.record_report(attack=attack, report=form.report(), at=now())
        return HttpResponseRedirect(reverse("attack-done", args=[key]), status=303)

    return await live().writes(job)


def _own(request: HttpRequest, key: str) -> Attack:
    return attack_for(signed_in(request), key, to=Right.OWN)


async def _within_the_line(request: HttpRequest, key: str) -> None:
    """Refuse words that cross the hard line, before they are kept anywhere; raise an alarm."""
    text = request.POST.get("text", "")
    if not line().crossed(text):
        return

    def job() -> None:
        attack = _own(request, key)
        raise_alarm(
            way="in",
            person=attack.person_id,
            campaign=attack.campaign_id,
            subject=attack.key,
            text=text,
            at=now(),
        )

    await live().writes(job)
    raise Refusal(BLOCKED)


def _sent(form: SentForm) -> dict[str, Any]:
    if not form.is_valid():
        raise NotValid(form.complaint())
    return form.cleaned_data


def _back(key: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("attack", args=[key]), status=303)


async def _followed(request: HttpRequest, key: str, job: Callable[[], OpenedTurn]) -> HttpResponseBase:
    process = live()
    stream = process.follow(await process.open(job))
    if EVENTS in request.headers.get("Accept", ""):
        return StreamingHttpResponse(stream, content_type=EVENTS)
    async for _ in stream:  # without a script: write the replies, then show the page
        pass
    return _back(key)
