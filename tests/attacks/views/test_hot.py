"""Send, ask again, pick, take back, stop, skip: by a script, by a bare browser, by whoever may not."""

import pytest
from django.db.models import F
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from gadfly.attacks.models import Attack, Candidate, Outcome, Pair, Turn
from gadfly.science.dialogue import State
from gadfly.science.targets.scripted import FAULTS, Scripted
from tests.attacks.views.asking import BROWSER, Asking
from tests.factories import Exchange, make_attack

WORDS = ("Cool it within the hour.", "Rice is only rice, so eat it.")
SENT = {"key": "one", "text": "Is rice fine?"}


@pytest.fixture
def attack(campaign, cast, scripted):
    """An attack that has just begun; its arms answer with WORDS, or break when told to."""
    made = make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)
    scripted(Scripted(replies=WORDS, faults=FAULTS))
    return made


@pytest.fixture
def bo(cast):
    return Asking(cast.bo)


def letter_of(text):
    return "AB"[Candidate.objects.get(text=text).side]


def test_the_answer_to_a_message_is_the_stream_of_its_replies(attack, bo):
    answer = bo.post("message", attack, **SENT)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/event-stream")
    (saved, words, done) = answer.events
    assert (saved, done) == (("saved", {"turn": 1}), ("done", {"state": "complete", "errors": {}}))
    assert sorted(words[1].values()) == sorted(WORDS)


def test_no_proxy_and_no_browser_keeps_a_stream_back_or_for_later(attack, bo):
    headers = bo.post("message", attack, **SENT).headers
    assert (headers["X-Accel-Buffering"], headers["Cache-Control"]) == ("no", "no-store")


def test_without_a_script_the_replies_are_written_and_the_page_is_shown(attack, bo, client, cast):
    answer = bo.post("message", attack, accept=BROWSER, **SENT)
    assert (answer.status, answer.to) == (303, reverse("attack", args=[attack.key]))
    assert set(Candidate.objects.values_list("state", "text")) == {(State.COMPLETE, word) for word in WORDS}
    client.force_login(cast.bo)
    page = client.get(answer.to).content.decode()
    assert all(word in page for word in WORDS)


def test_a_pick_a_message_and_the_pick_taken_back_go_on_to_the_page(attack, bo):
    page = reverse("attack", args=[attack.key])
    bo.post("message", attack, **SENT)
    first = bo.post("pick", attack, turn=1, attempt=1, pick=f"{letter_of(WORDS[1])}4")
    assert (first.status, first.to) == (303, page)
    assert [(pair.rejected.text, pair.strength) for pair in Pair.objects.all()] == [(WORDS[1], 4)]
    back = bo.post("unpick", attack, turn=1)
    assert (back.status, back.to, Pair.objects.count()) == (303, page, 0)
    bo.post("pick", attack, turn=1, attempt=1, pick=f"{letter_of(WORDS[0])}1")
    assert Turn.objects.get().continued.text == WORDS[0]
    assert bo.post("message", attack, key="two", text="Sure?").events[0] == ("saved", {"turn": 2})


def test_broken_replies_are_asked_for_once_more(attack, bo):
    broken = bo.post("message", attack, key="one", text="Well? [break]")
    assert broken.events[-1][1]["state"] == "broken"
    Turn.objects.update(human="Well?")
    again = bo.post("retry", attack, turn=1, attempt=2)
    assert again.events[-1] == ("done", {"state": "complete", "errors": {}})
    assert Candidate.objects.filter(attempt=F("turn__attempt"), state=State.COMPLETE).count() == 2


def test_the_one_whole_reply_beside_a_broken_one_is_gone_on_with_by_its_letter(attack, bo):
    bo.post("message", attack, **SENT)
    Candidate.objects.filter(text=WORDS[0]).update(state=State.INTERRUPTED)
    assert bo.post("pick", attack, turn=1, attempt=1, pick=letter_of(WORDS[1])).status == 303
    assert (Turn.objects.get().continued.text, Pair.objects.count()) == (WORDS[1], 0)


def test_stopping_leads_to_the_rating_and_asks_for_scores(attack, bo):
    answer = bo.post("end", attack, accept=BROWSER)
    assert (answer.status, answer.to) == (303, reverse("attack-rate", args=[attack.key]))
    assert Attack.objects.get().state == Outcome.ENDED
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[attack.pk]]


def test_skipping_leads_back_to_the_brief_and_keeps_what_was_said(attack, bo, campaign):
    bo.post("message", attack, **SENT)
    answer = bo.post("skip", attack, accept=BROWSER)
    assert (answer.status, answer.to) == (303, reverse("brief", args=[campaign.key]))
    assert (Attack.objects.get().state, Turn.objects.count()) == (Outcome.SKIPPED, 1)


@pytest.mark.parametrize(("first", "second"), [("end", "skip"), ("skip", "end"), ("end", "end")])
def test_the_first_way_out_counts(attack, bo, first, second):
    bo.post(first, attack)
    state = Attack.objects.get().state
    assert bo.post(second, attack).status == 303
    assert (Attack.objects.get().state, DBTaskResult.objects.count()) == (state, 1)


PICK = "Pick a reply by its letter and how sure you are, as in B3."
WRITE = "Write a message of 1 to 20,000 characters, without control characters."
RELOAD = "This page is out of date. Reload it and try again; what you typed is kept."


@pytest.mark.parametrize(
    ("act", "fields", "sentence"),
    [
        ("message", {"key": "one", "text": ""}, WRITE),
        ("message", {"key": "one", "text": " \n "}, "Write a message of 1 to 20,000 characters."),
        ("message", {"key": "one", "text": "x" * 20_001}, WRITE),
        ("message", {"key": "one", "text": "a\0b"}, WRITE),
        ("message", {"text": "Is rice fine?"}, RELOAD),
        ("message", {"key": "k" * 41, "text": "Is rice fine?"}, RELOAD),
        ("retry", {"turn": "one", "attempt": "2"}, RELOAD),
        ("retry", {"turn": "1", "attempt": "1"}, RELOAD),
        ("pick", {"turn": "1", "attempt": "1", "pick": "E1"}, PICK),
        ("pick", {"turn": "1", "attempt": "1", "pick": "A5"}, PICK),
        ("pick", {"turn": "1", "attempt": "1"}, PICK),
        ("pick", {"turn": "0", "attempt": "1", "pick": "A1"}, RELOAD),
        ("unpick", {}, RELOAD),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence_and_changes_nothing(attack, bo, act, fields, sentence):
    answer = bo.post(act, attack, **fields)
    assert (answer.status, answer.error, Turn.objects.count()) == (422, sentence, 0)


@pytest.mark.parametrize(
    ("act", "fields", "sentence"),
    [
        ("message", {"key": "two", "text": "More?"}, "Pick a reply first: your message continues from it."),
        ("retry", {"turn": 1, "attempt": 2}, "The replies cannot be asked for again now."),
        ("pick", {"turn": 2, "attempt": 1, "pick": "A1"}, "The replies to this turn are not ready"),
        ("unpick", {"turn": 1}, "This pick can no longer be taken back"),
    ],
)
def test_what_is_out_of_turn_is_refused_to_scripts_and_to_people(attack, bo, act, fields, sentence):
    bo.post("message", attack, **SENT)
    told, page = bo.post(act, attack, **fields), bo.post(act, attack, accept=BROWSER, **fields)
    assert (told.status, told.error[: len(sentence)]) == (409, sentence)
    assert (page.status, sentence in page.content.decode()) == (409, True)


def test_r9_beyond_what_one_process_can_write_the_message_is_not_taken_and_may_come_again(
    attack, bo, scripted
):
    scripted(Scripted(), limit=0)
    answer = bo.post("message", attack, **SENT)
    assert (answer.status, answer.headers["Retry-After"], Turn.objects.count()) == (503, "5", 0)
    assert answer.error.endswith("Send again in a few seconds; your text is kept.")


ACTS = ("message", "retry", "pick", "unpick", "end", "skip")


@pytest.mark.parametrize("act", ACTS)
def test_a_session_that_has_ended_is_told_how_to_go_on(attack, act):
    answer = Asking(None).post(act, attack, **SENT)
    assert (answer.status, Turn.objects.count()) == (403, 0)
    assert answer.error == "You are not signed in any more. Open your sign-in link, then send again."


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["ada", "cy", "eve", "fay"])
def test_r17_whoever_may_not_hears_nothing_of_what_was_wrong(attack, cast, act, who):
    asking = Asking(getattr(cast, who))
    theirs, absent = asking.post(act, attack), asking.post(act, "absent")
    assert (theirs.status, theirs.content) == (404, absent.content)
    assert Attack.objects.get().state == Outcome.OPEN


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("act", "fields", "queries"),
    [
        ("message", {"key": "new", "text": "And now?"}, 22),  # the first here: looks up arms, times and rooms
        ("unpick", {"turn": "last"}, 9),
        ("end", {}, 9),
    ],
)
def test_an_act_takes_the_same_queries_however_long_the_dialogue(
    campaign, cast, scripted, bo, django_assert_num_queries, act, fields, queries, count
):
    made = make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange()] * count, over=False)
    scripted(Scripted(replies=WORDS))
    fields = {name: count if value == "last" else value for name, value in fields.items()}
    with django_assert_num_queries(queries):
        bo.post(act, made, **fields)
