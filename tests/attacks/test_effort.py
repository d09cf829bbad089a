"""What a turn took and how its replies came about, in sentences."""

import re

import pytest
from django.urls import reverse

from gadfly.attacks.effort import making_of, taken
from gadfly.attacks.models import Candidate, Turn
from tests.factories import Exchange, make_attack

ACCOUNT = {
    "requests": 1,
    "samples": 16,
    "prompt_tokens": 3_500,
    "cached_tokens": 3_400,
    "completion_tokens": 2_048,
    "seconds": 10.84,
    "ranking": 0.126,
}
RANKED = {"rank_score": -1.25, "rank": 2, "k": 16, "scorer": "light-1@0123456789ab"}


@pytest.mark.parametrize(
    ("account", "sentences"),
    [
        ({}, ()),
        ({"left_out": 3}, ()),
        (
            ACCOUNT,
            (
                "1 request, 16 replies written, 10.8 s with the endpoint.",
                "3,500 tokens read (3,400 of them cached), 2,048 written.",
                "0.13 s of our own went into scoring them.",
            ),
        ),
        (
            {"requests": 2, "samples": 1, "unmetered": 2, "left_out": 1},
            (
                "2 requests, 1 reply written, 0.0 s with the endpoint.",
                "The server did not count the tokens of 2 requests.",
                "The dialogue had outgrown the model, which did not see its first turn.",
            ),
        ),
        (
            {"requests": 1, "samples": 1, "left_out": 12},
            (
                "1 request, 1 reply written, 0.0 s with the endpoint.",
                "0 tokens read, 0 written.",
                "The dialogue had outgrown the model, which did not see its first 12 turns.",
            ),
        ),
        (
            {"requests": 2, "samples": 2, "unmetered": 1, "prompt_tokens": 9, "completion_tokens": 4},
            (
                "2 requests, 2 replies written, 0.0 s with the endpoint.",
                "9 tokens read, 4 written.",
                "The server did not count the tokens of 1 request.",
            ),
        ),
    ],
)
def test_what_a_turn_took_is_said_as_far_as_it_is_known(account, sentences):
    assert taken(account) == sentences


@pytest.mark.parametrize(
    ("made", "sentence", "texts"),
    [
        (RANKED, "Ranked, number 2 of 16, by light-1@0123456789ab: −1.25.", ()),
        ({"rank_score": 1}, "Ranked, number ? of ?, by a scorer: 1.00.", ()),
        ({"filter_score": 0.5}, "It passed a filter (score 0.50).", ()),
        (
            {"filter_score": -2, "withheld": "Eat it."},
            "A filter withheld what the model wrote (score −2.00) and put a refusal in its place.",
            (("Withheld", "Eat it."),),
        ),
        (
            {"filter_score": None, "withheld": "Eat it."},
            "A filter withheld what the model wrote (it gave it no score) and put a refusal in its place.",
            (("Withheld", "Eat it."),),
        ),
        (
            {"draft": "Two.", "critique": "Curt.", "earlier": [{"draft": "One.", "critique": "Rude."}, 7]},
            "The model revised its draft 2 times after criticising it.",
            (
                ("The draft", "One."),
                ("Its critique", "Rude."),
                ("The draft", "Two."),
                ("Its critique", "Curt."),
            ),
        ),
        ({"draft": 7}, "The model revised its draft after criticising it.", ()),
    ],
)
def test_how_a_reply_came_about_is_said(made, sentence, texts):
    making = making_of("A", made)
    assert (making.letter, making.sentence, making.texts) == ("A", sentence, texts)


@pytest.mark.parametrize("made", [{}, {"rank_score": "high"}, {"mood": "fair"}, {"filter_score": None}])
def test_of_words_that_are_the_models_own_nothing_is_said(made):
    assert making_of("A", made) is None


def page(client, attack):
    html = client.get(reverse("attack-read", args=[attack.key])).content.decode()
    return re.findall(r'<details class="fold apart">.*?</details>', html, re.DOTALL)


def test_a_lead_reads_it_folded_under_the_turn(client, campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=(Exchange(), Exchange(human="Surely?")))
    client.force_login(cast.ada)
    assert page(client, attack) == []
    Turn.objects.filter(attack=attack, number=1).update(account=ACCOUNT)
    Candidate.objects.filter(turn__attack=attack, turn__number=2).update(made={"withheld": "<b>Eat it.</b>"})
    first, second, *_ = page(client, attack)
    assert "3,500 tokens read (3,400 of them cached), 2,048 written." in first
    assert "What it took is not known." in second
    assert "&lt;b&gt;Eat it.&lt;/b&gt;" in second
