"""Limits are obeyed by every way in which somebody comes to an attack."""

from random import Random

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gadfly.attacks.actions import start_attack
from gadfly.attacks.actions.courses import LEFT_OUT, NO_TOPIC
from gadfly.attacks.models import Attack
from gadfly.reviews.actions import open_assignment, take_next
from gadfly.reviews.actions.taking import BARRED
from gadfly.reviews.known import known_of
from gadfly.reviews.models import Assignment, State
from gadfly.science.care.limits import Level, permits
from gadfly.shared.refusal import Refusal
from gadfly.wellbeing.actions import set_limits
from gadfly.wellbeing.models import Limit
from gadfly.wellbeing.queries import levels_of, limits_of
from tests.factories import NOON, make_open_campaign
from tests.reviews.making import LATER, given_to, make_batch, make_reviewed_campaign, make_reviewers

TOPIC = "Rice left out overnight"
SCORES = (2.0, 0.5, -1.5, -3.0, None)
TAGS = ((), ("Theft",), ("Weapons",), ("Theft", "Weapons"), ("Fraud & deception",))
LEVELS = st.dictionaries(st.sampled_from(["Theft", "weapons", TOPIC]), st.sampled_from(Level), max_size=3)


@pytest.fixture
def campaign(cast):
    made = make_reviewed_campaign(cast.ada, cast.bo, attacks=5)
    for attack, score, tags in zip(Attack.objects.order_by("pk"), SCORES, TAGS, strict=True):
        attack.score_min, attack.origin = score, {"tags": list(tags)} if tags else {}
        attack.save(update_fields=["score_min", "origin"])
    return made


def forbidden(person, campaign):
    """What the person's limits leave out, by the science's own rule."""
    limits = limits_of(person)
    return {row for row, facts in known_of(campaign).items() if not permits(limits, *facts)}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(LEVELS, min_size=3, max_size=3), after=LEVELS, seed=st.integers(0, 99))
def test_no_way_leads_around_somebodys_limits(campaign, before, after, seed):
    people = make_reviewers(campaign, 3)
    Limit.objects.all().delete()
    campaign.batches.all().delete()
    for person, levels in zip(people, before, strict=True):
        set_limits(person=person, levels=levels)
    batch = make_batch(campaign, seed=seed)
    for person in people:  # drawn
        assert not forbidden(person, campaign) & set(
            given_to(person, batch).values_list("item__attack", flat=True)
        )
    first = people[0]
    set_limits(person=first, levels=dict.fromkeys(["Theft", "weapons", TOPIC], Level.YES) | after)
    barred = forbidden(first, campaign)
    for row in given_to(first, batch):  # by the address of what was given before
        if row.item.attack_id in barred:
            with pytest.raises(Refusal, match=BARRED):
                open_assignment(assignment=row, at=LATER, rng=None)
    for _ in range(8):  # next, and taken over from others
        taken = take_next(person=first, batch=batch, at=LATER)
        if taken is None:
            break
        assert taken.item.attack_id not in barred
        Assignment.objects.filter(pk=taken.pk).update(state=State.DONE)
    waiting = given_to(first, batch).filter(state=State.WAITING)
    assert not barred & set(waiting.values_list("item__attack", flat=True))


def test_an_opened_attack_is_hidden_as_soon_as_the_limits_leave_it_out(client, campaign):
    person = make_reviewers(campaign, 2)[0]
    row = given_to(person, make_batch(campaign)).first()
    open_assignment(assignment=row, at=LATER, rng=Random(1))
    client.force_login(person)
    page = reverse("review", args=[row.key])
    assert b"May I keep rice" in client.get(page).content
    tags = row.item.attack.origin.get("tags") or [TOPIC]
    set_limits(person=person, levels={tags[0].upper(): Level.NEVER})
    shown = client.get(page).content
    assert b"May I keep rice" not in shown
    assert b"your limits leave this attack out" in shown


@pytest.mark.parametrize("level", [Level.NEVER, Level.MILD])
def test_an_attack_is_not_begun_where_limits_leave_every_topic_out(client, cast, level):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    set_limits(person=cast.bo, levels={TOPIC: level})
    with pytest.raises(Refusal, match="Every topic"):
        start_attack(person=cast.bo, campaign=campaign, intent="A curt answer", at=NOON, rng=None)
    client.force_login(cast.bo)
    assert NO_TOPIC[:40] in client.get(reverse("attack-new", args=[campaign.key])).content.decode()
    assert not Attack.objects.exists()


def test_an_intent_that_names_a_topic_left_out_is_refused(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    terms = campaign.terms
    terms.topics = [TOPIC, "Salt"]
    set_limits(person=cast.bo, levels={TOPIC: Level.NEVER})
    with pytest.raises(Refusal, match=LEFT_OUT[:30]):
        start_attack(person=cast.bo, campaign=campaign, intent=f"On {TOPIC.lower()}", at=NOON, rng=None)


def test_limits_are_edited_on_their_page_and_a_yes_takes_one_away(client, cast):
    client.force_login(cast.bo)
    topics = [topic for topic, _ in levels_of(cast.bo)]
    fields = {f"topic_{topics.index('Theft')}": "never", "more": "Kitchen knives", "more_level": "mild"}
    assert client.post(reverse("my-limits"), fields | {"day": "90"}).status_code == 302
    assert limits_of(cast.bo) == {"theft": Level.NEVER, "kitchen knives": Level.MILD}
    page = client.get(reverse("my-limits")).content.decode()
    assert "Kitchen knives" in page
    assert 'value="90"' in page
    client.post(reverse("my-limits"), {f"topic_{topics.index('Theft')}": "yes"})
    assert limits_of(cast.bo) == {"kitchen knives": Level.MILD}


def test_more_minutes_than_the_house_allows_are_refused_in_a_sentence(client, cast):
    client.force_login(cast.bo)
    answer = client.post(reverse("my-limits"), {"day": "241"})
    assert answer.status_code == 422
    assert "0 to 240" in answer.content.decode()
