"""Red teamers cannot tell arms apart: not by a page, a header, a stream or what goes wrong.

One attack is carried through twice, from the same beginning, on one arm and then on the other.
Whatever differs then comes from the arm. The arms differ in all that an arm has.
"""

import re
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from gadfly.attacks.models import Attack, Candidate, Turn
from gadfly.campaigns.actions import set_up_endpoint, set_up_target
from gadfly.campaigns.models import Reveal
from gadfly.science.dialogue import Sampling
from gadfly.science.interventions.critique import CritiqueAndRevise
from gadfly.science.interventions.filter import Filter
from gadfly.science.interventions.rejection import RejectionSampling
from gadfly.science.targets.scripted import FAULTS, Scripted
from tests.attacks.views.asking import Asking
from tests.factories import make_attack, make_endpoint, make_open_campaign, make_wish
from tests.science.interventions.doubles import Table

WORDS = ("Cool it within the hour.", "Rice is only rice, so eat it.")
DRAWN_ANEW = re.compile(r'name="(?:csrfmiddlewaretoken|key)" value="[\w-]+"')
"""What differs between two loads of one page of one attack."""


def begun(cast, reveal=Reveal.TOGETHER):
    """Begin an attack in a campaign of two arms as different as arms may be.

    A campaign whose replies come word by word does not open on arms of different endpoints, nor on
    arms to which different things were done.
    """
    streams = reveal == Reveal.STREAM
    recipe = [{"kind": "system prompt", "text": "canary prompt"}]
    endpoint = set_up_endpoint(
        name="canary-endpoint",
        base_url="https://canary.example/v1",
        model="canary-model",
        revision="canary-7",
        key_variable="CANARY_KEY",
    )
    careful = set_up_target(
        name="canary-careful",
        endpoint=endpoint,
        intervention="context distillation",
        size="52B",
        recipe=recipe,
        sampling=Sampling(0.3, 0.8, 999),
    )
    plain = set_up_target(
        name="canary-plain",
        endpoint=endpoint if streams else make_endpoint("canary-other"),
        recipe=recipe if streams else [],
    )
    wish = replace(make_wish(plain, careful), reveal=reveal)
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=wish)
    return make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)


def carried_through(attack, arm, cast, scripted, *, answering=None):
    """Go through all there is on this arm; return every answer. Nothing of it stays."""
    before = transaction.savepoint()
    Attack.objects.filter(pk=attack.pk).update(arm=arm)
    process = scripted(Scripted())
    canned = Scripted(replies=WORDS, faults=FAULTS, name=f"{arm.target.name}!")
    process.targets.put(arm.target_id, answering or canned)
    client, script = Client(), Asking(cast.bo)
    client.force_login(cast.bo)

    def page(name):
        answer = client.get(reverse(name, args=[attack.key]))
        return answer.status_code, dict(answer.headers), DRAWN_ANEW.sub("", answer.content.decode())

    answers = [page("attack")]
    for number, text in ((1, "Is rice fine?"), (2, "Well? [break]"), (3, "And now? [refuse]")):
        answers += [script.post("message", attack, key=f"k{number}", text=text), page("attack")]
        if number > 1:
            Turn.objects.filter(number=number).update(human="Well?")
            answers += [script.post("retry", attack, turn=number, attempt=2), page("attack")]
        attempt = 1 if number == 1 else 2
        answers += [script.post("pick", attack, turn=number, attempt=attempt, pick=f"B{number + 1}")]
        answers += [page("attack")]
    answers += [script.post("message", attack, key="k1", text="sent again")]
    answers += [script.post("message", attack, key="k9", text=""), script.post("end", attack)]
    answers += [page("attack-rate"), page("attack-done"), page("attack")]
    told = list(Candidate.objects.order_by("turn__number", "attempt", "side").values_list("text", "state"))
    transaction.savepoint_rollback(before)
    return answers, told


@pytest.mark.parametrize("reveal", list(Reveal))
def test_two_arms_that_say_the_same_are_the_same_to_their_red_teamer(cast, scripted, reveal):
    attack = begun(cast, reveal)
    plain, careful = attack.terms.arms.select_related("target").order_by("pk")
    first, said = carried_through(attack, plain, cast, scripted)
    second, said_too = carried_through(attack, careful, cast, scripted)
    assert first == second
    assert said == said_too
    assert {text for text, state in said if state == "complete"} == set(WORDS)
    assert "canary" not in repr(first)


SAME = "Cool it within the hour."
DROPPED = "canary: this one was dropped, or drafted first"
SCORER = Table({SAME: 1.0, DROPPED: -7.125}, scorer="canary-scorer@1")


REVISE = CritiqueAndRevise().revise.text


class Drafting(Scripted):
    """Drafts something else than it says when it is asked to revise."""

    def says(self, messages, seed):  # noqa: ARG002 -- it says the same whatever the seed
        return SAME if messages[-1].text == REVISE else DROPPED


def answers_of(replies):
    return Scripted(replies=replies, faults=FAULTS)


MADE = {
    "rejection sampling": RejectionSampling(SCORER, k=4).on(answers_of((SAME, DROPPED))),
    "critique and revise": CritiqueAndRevise().on(Drafting(faults=FAULTS)),
    "filter that lets pass": Filter(SCORER, threshold=0.0).on(answers_of((SAME,))),
    "filter that withholds": Filter(SCORER, threshold=0.0, says=SAME).on(answers_of((DROPPED,))),
}


@pytest.mark.parametrize("name", sorted(MADE))
def test_what_an_intervention_ranked_drafted_or_withheld_never_reaches_its_red_teamer(cast, scripted, name):
    attack = begun(cast)
    plain, careful = attack.terms.arms.select_related("target").order_by("pk")
    first, _ = carried_through(attack, plain, cast, scripted, answering=answers_of((SAME,)))
    second, said = carried_through(attack, careful, cast, scripted, answering=MADE[name])
    assert first == second
    assert (SAME, "complete") in said
    assert not any(secret in repr(second) for secret in ("canary", "7.125"))


def test_what_interventions_did_is_there_to_be_leaked(cast, scripted):
    """The test above is worth something: all of it is on record, for the lead."""
    attack = begun(cast)
    for number, answering in enumerate(MADE.values(), start=1):
        scripted(answering)
        Asking(cast.bo).post("message", attack, key=f"k{number}", text="Is rice fine?")
        turn = attack.turns.get(number=number)
        assert turn.account["requests"] > 0
        assert all(turn.candidates.values_list("made", flat=True))
        Asking(cast.bo).post("pick", attack, turn=number, attempt=1, pick="A3")


def test_what_is_compared_would_show_a_difference(cast, scripted):
    """The test above is worth something: other sides or other words make other answers."""
    attack = begun(cast)
    [arm, _] = attack.terms.arms.select_related("target").order_by("pk")
    answers = []
    for seed in range(8):  # some two of which differ in the first turn's sides or words
        Attack.objects.update(seed=seed)
        answers.append(carried_through(attack, arm, cast, scripted)[0])
    assert any(once != answers[0] for once in answers[1:])
