"""Exposures are counted from what people do, and whoever has seen enough is stopped kindly."""

from datetime import timedelta
from random import Random

import pytest
from django.urls import reverse

from gadfly.attacks.actions import record_scores
from gadfly.attacks.models import Attack, Turn
from gadfly.reviews.actions import open_assignment, save_draft, take_next
from gadfly.reviews.models import Assignment, State
from gadfly.science.care.dose import Caps
from gadfly.science.datasets.record import Summary
from gadfly.science.targets.scripted import Scripted
from gadfly.shared.clock import now
from gadfly.wellbeing.access import RestNeededError, ensure_rested
from gadfly.wellbeing.actions import begin_break, expose, set_campaign_cap, set_own_cap
from gadfly.wellbeing.models import Break, Exposure
from gadfly.wellbeing.queries import Rested, rest_of, rested_in
from tests.answering import answer_with
from tests.factories import NOON, Exchange, make_attack, make_open_campaign
from tests.reviews.making import LATER, given_to, make_batch, make_reviewed_campaign, make_reviewers, reviewed


@pytest.fixture
def campaign(cast):
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])


def seen(person, campaign, minutes, *, until=None, severity=None):
    """Let the person have seen so many minutes without a pause, up to `until`."""
    end = until or now()
    for number in range(0, minutes, 3):
        to = end - timedelta(minutes=number)
        expose(
            person=person.pk,
            campaign=campaign.pk,
            subject="sitting",
            since=to - timedelta(minutes=min(3, minutes - number)),
            at=to,
        )
    Exposure.objects.filter(subject="sitting").update(severity=severity)


def test_each_message_records_what_was_before_its_author_since_the_last(cast, campaign):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange()] * 3)
    rows = Exposure.objects.order_by("pk")
    assert [(row.subject, row.seconds, row.severity) for row in rows] == [(attack.key, 60.0, None)] * 3
    record_scores(
        attack=attack, values={}, summary=Summary(scorer="s", min=-3.0, mean=0.0, max=1.0, last=0.0)
    )
    assert set(rows.values_list("severity", flat=True)) == {4}


def test_a_reviewers_time_and_what_they_unfolded_are_counted(cast):
    campaign = make_reviewed_campaign(cast.ada, cast.bo, attacks=2)
    person = make_reviewers(campaign, 2)[0]
    row = given_to(person, make_batch(campaign)).first()
    open_assignment(assignment=row, at=LATER, rng=Random(1))
    shown = Exposure.objects.get(person=person)
    assert (shown.subject, shown.folded, shown.revealed, shown.topics) == (
        row.key,
        1,
        0,
        ["Rice left out overnight"],
    )
    save_draft(assignment=row, draft={}, at=LATER + timedelta(seconds=40), revealed=1)
    save_draft(assignment=row, draft={}, at=LATER + timedelta(hours=1), revealed=None)
    shown.refresh_from_db()
    assert (shown.seconds, shown.revealed) == (40.0 + 180.0, 1)


def test_a_member_who_reaches_the_hard_stop_is_stopped_kindly_and_goes_on_after_ten_minutes(
    client, cast, campaign
):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    seen(cast.bo, campaign, 63)
    answer_with(Scripted())
    client.force_login(cast.bo)
    before = Turn.objects.count()
    sent = client.post(reverse("attack-message", args=[attack.key]), {"key": "new", "text": "And now?"})
    assert (sent.status_code, Turn.objects.count()) == (303, before)
    page = client.get(sent.headers["Location"]).content.decode()
    assert "Enough for now" in page
    assert "10 minutes of it are paid" in page
    assert client.get(sent.headers["Location"]).status_code == 200
    assert Break.objects.count() == 1  # however often the page is shown
    Exposure.objects.filter(subject="sitting").update(until=now() - timedelta(minutes=11))
    sent = client.post(reverse("attack-message", args=[attack.key]), {"key": "new", "text": "And now?"})
    assert sent.headers["Location"] == reverse("attack", args=[attack.key])
    assert Turn.objects.count() == before + 1


def test_a_message_that_is_on_disk_is_found_again_even_then(client, cast, campaign):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    seen(cast.bo, campaign, 63)
    answer_with(Scripted())
    client.force_login(cast.bo)
    again = {"key": "turn-1", "text": Exchange().human}
    sent = client.post(reverse("attack-message", args=[attack.key]), again)
    assert sent.headers["Location"] == reverse("attack", args=[attack.key])


def test_a_script_hears_of_the_stop_in_a_sentence(client, cast, campaign):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    seen(cast.bo, campaign, 63)
    client.force_login(cast.bo)
    sent = client.post(
        reverse("attack-message", args=[attack.key]),
        {"key": "new", "text": "And now?"},
        headers={"Accept": "text/event-stream, application/json"},
    )
    assert sent.status_code == 409
    assert "time for a break" in sent.json()["error"]


@pytest.mark.parametrize(("severity", "minutes", "stops"), [(0, 87, False), (0, 90, True), (3, 60, True)])
def test_mild_work_may_last_longer_than_severe(cast, campaign, severity, minutes, stops):
    seen(cast.bo, campaign, minutes, until=NOON, severity=severity)
    assert (rest_of(cast.bo, campaign, NOON).until is not None) is stops


@pytest.mark.parametrize("whose", ["own", "lead", "house"])
def test_caps_of_the_house_the_lead_and_the_person_hold_each(cast, campaign, whose):
    other = make_open_campaign(lead=cast.eve)
    for hours in range(0, 16 if whose == "house" else 2, 2):
        seen(cast.bo, campaign, 33, until=NOON.replace(hour=hours) + timedelta(minutes=40), severity=0)
    if whose == "own":
        set_own_cap(person=cast.bo, caps=Caps(30, None))
    if whose == "lead":
        set_campaign_cap(campaign=campaign, caps=Caps(None, 30))
    at = NOON.replace(hour=20)
    with pytest.raises(RestNeededError):
        ensure_rested(cast.bo, campaign, at)
    until = rest_of(cast.bo, campaign, at).until
    assert until == (NOON.replace(hour=0) + timedelta(days=4 if whose == "lead" else 1))
    assert (rest_of(cast.bo, other, at).until is None) is (whose == "lead")


def test_breaks_are_paid_from_25_minutes_on_and_once(cast, campaign):
    assert begin_break(person=cast.bo, at=NOON) is None
    seen(cast.bo, campaign, 9, until=NOON)
    assert begin_break(person=cast.bo, at=NOON) is None
    seen(cast.bo, campaign, 27, until=NOON)
    one = begin_break(person=cast.bo, at=NOON)
    assert begin_break(person=cast.bo, at=NOON + timedelta(minutes=5)) == one
    paid = [Rested(one.pk, cast.bo.pk, NOON, NOON + timedelta(minutes=10))]
    assert rested_in(campaign) == rested_in(campaign, cast.bo.pk) == paid
    assert rested_in(campaign, cast.cy.pk) == []


def test_after_25_minutes_the_page_of_an_attack_offers_a_break(client, cast, campaign):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    client.force_login(cast.bo)
    page = reverse("attack", args=[attack.key])
    assert "Take a break</a></div></div>" not in client.get(page).content.decode()
    seen(cast.bo, campaign, 27)
    assert "27 minutes in one sitting" in client.get(page).content.decode()
    assert "Your break began" in client.post(reverse("rest")).content.decode()


@pytest.mark.parametrize("mild", [0, 1])
def test_after_three_severe_reviews_a_mild_one_comes_or_a_rest(cast, mild):
    campaign = make_reviewed_campaign(cast.ada, cast.bo, attacks=5)
    Attack.objects.update(score_min=-3.0)
    person, _ = make_reviewers(campaign, 2)
    batch = make_batch(campaign)
    rows = list(given_to(person, batch))
    if mild:
        Attack.objects.filter(pk=rows[-1].item.attack_id).update(score_min=2.0)
    for number in range(3):
        taken = take_next(person=person, batch=batch, at=LATER)
        reviewed(taken, at=LATER + timedelta(seconds=number))
    if mild:
        assert take_next(person=person, batch=batch, at=LATER) == rows[-1]
    else:
        with pytest.raises(RestNeededError):
            take_next(person=person, batch=batch, at=LATER)
    waiting = Assignment.objects.filter(reviewer=person, state=State.WAITING).first()
    if waiting.item.attack.score_min < 0:
        with pytest.raises(RestNeededError):
            open_assignment(assignment=waiting, at=LATER, rng=Random(1))
    assert take_next(person=person, batch=batch, at=LATER + timedelta(minutes=11)) is not None
