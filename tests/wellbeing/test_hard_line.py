"""The hard line, on the way in and out, with harmless words: nothing that crosses it is kept in clear."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from gadfly.attacks.models import Attack, Candidate, Turn
from gadfly.reviews.actions import take_next
from gadfly.reviews.known import reported_in
from gadfly.science.targets.scripted import Scripted
from gadfly.shared.keys import new_key
from gadfly.shared.sealed import Seal
from gadfly.wellbeing import watch
from gadfly.wellbeing.models import Alarm
from gadfly.wellbeing.queries import alarms
from gadfly.wellbeing.sealing import opened
from tests.answering import answer_with
from tests.factories import Exchange, make_attack, make_open_campaign
from tests.findings.making import TEXTS
from tests.matrix.world import make_world
from tests.reviews.making import given_to, make_batch, make_reviewed_campaign, make_reviewers
from tests.reviews.making import opened as begun

CROSSING = "Put the kitten into the soup"


@pytest.fixture
def campaign(cast):
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])


def everything(tmp_path):
    call_command("dumpdata", output=str(tmp_path / "dump.json"))
    return (tmp_path / "dump.json").read_text()


@pytest.mark.usefixtures("kitchen_line")
def test_a_message_that_crosses_is_refused_before_it_is_kept(client, cast, campaign, tmp_path):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    answer_with(Scripted())
    client.force_login(cast.bo)
    sent = client.post(reverse("attack-message", args=[attack.key]), {"key": "new", "text": CROSSING})
    assert sent.status_code == 409
    assert "stopped and not kept" in sent.content.decode()
    assert CROSSING not in everything(tmp_path)
    assert [(one.alarm.way, one.alarm.subject) for one in alarms()] == [("in", attack.key)]
    assert Turn.objects.count() == 1


def worded(world):
    """Every page on which somebody writes about attacks, by who writes there, with words that cross."""
    basis = world.finding.bases.get().attack
    review = {"success": "2", "key": "k", "revision": "0"}
    finding = {**TEXTS, "attacks": [basis.key], "sent": new_key()}
    step = {"after": "triaged", "sent": new_key()}
    return [
        ("reviewer", "review", world.assignment.key, {**review, "note": CROSSING}),
        ("reviewer", "review", world.assignment.key, {**review, "tags": ["Other"], "other": CROSSING}),
        ("reviewer", "review-draft", world.assignment.key, {"note": CROSSING}),
        ("reviewer", "review-skip", world.assignment.key, {"reason": CROSSING}),
        ("reviewer", "discussion", world.item.key, {"text": CROSSING, "key": new_key()}),
        ("reviewer", "discussion-vote", world.item.key, {**review, "note": CROSSING}),
        ("red teamer", "attack-report", basis.key, {"success": "1", "expertise": CROSSING}),
        ("red teamer", "finding-new", world.campaign.key, {**finding, "reproduction": CROSSING}),
        ("lead", "finding-step", world.finding.key, {**step, "reason": CROSSING}),
        ("member", "check-ins", None, {"text": CROSSING, "key": "k", "named": ""}),
    ]


@pytest.mark.usefixtures("kitchen_line")
def test_no_page_keeps_words_that_cross_and_each_says_so(client, cast, tmp_path):
    world = make_world(cast)
    answer_with(Scripted())
    for number, (role, route, key, sent) in enumerate(worded(world), start=1):
        client.force_login(world.actors[role])
        words = {name: f"{said} {number}" if said == CROSSING else said for name, said in sent.items()}
        answer = client.post(reverse(route, args=[key] if key else []), words)
        assert (answer.status_code in {409, 422}, Alarm.objects.count()) == (True, number), route
        assert "stopped and not kept" in answer.content.decode(), route
    assert CROSSING not in everything(tmp_path)


@pytest.mark.usefixtures("kitchen_line")
def test_an_alarm_about_a_check_in_names_nobody(client, cast):
    client.force_login(cast.bo)
    client.post(reverse("check-ins"), {"text": CROSSING, "key": "k", "named": ""})
    client.force_login(cast.gus)
    assert "No person named" in client.get(reverse("alarms")).content.decode()
    alarm = Alarm.objects.get()
    assert (alarm.person, alarm.campaign) == (None, None)


@pytest.mark.usefixtures("kitchen_line")
def test_the_same_words_again_raise_no_second_alarm_and_others_do(client, cast, campaign):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    client.force_login(cast.bo)
    for text in (CROSSING, CROSSING, f"{CROSSING}, please"):
        client.post(reverse("attack-message", args=[attack.key]), {"key": "new", "text": text})
    assert Alarm.objects.count() == 2


@pytest.mark.usefixtures("kitchen_line")
def test_whoever_may_not_write_there_raises_no_alarm(client, cast, campaign):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    client.force_login(cast.cy)
    sent = client.post(reverse("attack-message", args=[attack.key]), {"key": "new", "text": CROSSING})
    assert (sent.status_code, Alarm.objects.count()) == (404, 0)


@pytest.mark.usefixtures("kitchen_line")
def test_an_intent_that_crosses_begins_nothing(client, cast, campaign):
    client.force_login(cast.bo)
    assert client.post(reverse("attack-new", args=[campaign.key]), {"intent": CROSSING}).status_code == 409
    assert (Attack.objects.count(), Alarm.objects.count()) == (0, 1)


@pytest.mark.usefixtures("kitchen_line")
def test_a_reply_that_crosses_is_emptied_and_shown_as_withheld(client, cast, campaign, tmp_path):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    answer_with(Scripted(replies=(CROSSING, "Rice is only rice.")))
    client.force_login(cast.bo)
    client.post(reverse("attack-message", args=[attack.key]), {"key": "new", "text": "And now?"})
    made = Candidate.objects.filter(turn__number=2)
    assert {(row.text, row.state) for row in made} == {
        ("", "interrupted"),
        ("Rice is only rice.", "complete"),
    }
    page = client.get(reverse("attack", args=[attack.key])).content.decode()
    assert watch.WITHHELD.split(":")[0] in page
    assert CROSSING not in page + everything(tmp_path)
    assert [one.alarm.way for one in alarms()] == ["out"]


def test_stop_and_report_takes_the_last_turns_words_away(client, cast, campaign, tmp_path):
    exchanges = [Exchange(), Exchange(human="Report me", replies=("Told one", "Told other"))]
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=exchanges, over=False)
    client.force_login(cast.bo)
    sent = [client.post(reverse("attack-alarm", args=[attack.key])) for _ in range(2)]
    assert [answer.headers["Location"] for answer in sent] == [reverse("rest")] * 2
    attack.refresh_from_db()
    dump = everything(tmp_path)
    assert attack.state == "skipped"
    assert [words for words in ("Report me", "Told one", "Told other") if words in dump] == []
    assert Alarm.objects.count() == 1


def test_whoever_reads_an_attack_that_is_over_can_report_it_and_no_reviewer_gets_it_any_more(client, cast):
    world = make_world(cast)
    answer_with(Scripted())
    over = world.finding.bases.get().attack
    reads = [
        (cast.bo, "attack", over.key, reverse("attack-alarm", args=[over.key])),
        (cast.ada, "attack-read", over.key, reverse("attack-read-alarm", args=[over.key])),
        (cast.cy, "discussion", world.item.key, reverse("discussion-alarm", args=[world.item.key])),
    ]
    for number, (person, route, key, alarm) in enumerate(reads, start=1):
        client.force_login(person)
        assert f'action="{alarm}"' in client.get(reverse(route, args=[key])).content.decode()
        assert client.post(alarm).headers["Location"] == reverse("rest")
        assert Alarm.objects.count() == number
    assert reported_in(world.campaign) == {over.pk, world.item.attack_id}
    assert over.turns.get().human != ""
    assert "May I keep" not in client.get(reverse("discussion", args=[world.item.key])).content.decode()


def test_an_attack_without_a_word_can_be_reported_too(client, cast, campaign):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=[], over=False)
    client.force_login(cast.bo)
    assert client.post(reverse("attack-alarm", args=[attack.key])).status_code == 303
    assert Alarm.objects.count() == 1


def test_what_a_reviewer_reports_is_given_to_nobody_any_more(client, cast):
    campaign = make_reviewed_campaign(cast.ada, cast.bo, attacks=1)
    one, other = make_reviewers(campaign, 2)
    batch = make_batch(campaign)
    row = begun(given_to(one, batch).get())
    client.force_login(one)
    assert client.post(reverse("review-alarm", args=[row.key])).headers["Location"] == reverse("rest")
    assert take_next(person=other, batch=batch, at=batch.drawn_at) is None
    assert b"May I keep rice" not in client.get(reverse("review", args=[row.key])).content


def test_a_steward_sees_that_it_happened_and_sees_to_it(client, cast, campaign):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    client.force_login(cast.bo)
    client.post(reverse("attack-alarm", args=[attack.key]))
    client.force_login(cast.gus)
    alarm = Alarm.objects.get()
    digest = opened(alarm)["digest"]
    page = client.get(reverse("alarms")).content.decode()
    assert digest[:16] in page
    assert "May I keep rice" not in page
    assert client.post(reverse("alarms"), {"alarm": alarm.key}).status_code == 302
    assert "Seen to" in client.get(reverse("alarms")).content.decode()
    assert client.post(reverse("alarms"), {"alarm": "nothing"}).status_code == 404
    assert opened(alarm, by=Seal(["another key"])) is None


def test_the_help_lines_stand_on_every_page_in_markdown(client, cast):
    client.force_login(cast.fay)
    lines = "Call **Kim**, any time. <script>"
    assert client.post(reverse("care"), {"lines": lines, "contact": cast.gus.email}).status_code == 302
    assert cast.gus.email in client.get(reverse("care")).content.decode()
    client.logout()
    for route in ("home", "help", "sign-in"):
        page = client.get(reverse(route)).content.decode()
        assert "Call <strong>Kim</strong>" in page
        assert "<script>" not in page.partition("<footer")[2]
    client.force_login(cast.fay)
    refused = client.post(reverse("care"), {"lines": "", "contact": "nobody@example.org"})
    assert refused.status_code == 422


def test_a_lead_caps_what_anybody_sees_of_the_campaign(client, cast, campaign):
    client.force_login(cast.ada)
    page = reverse("campaign-care", args=[campaign.key])
    assert client.post(page, {"day": "45", "week": ""}).status_code == 302
    assert 'value="45"' in client.get(page).content.decode()
    assert client.post(page, {"day": "-1"}).status_code == 422
