import pytest
from django.urls import reverse

from gadfly.attacks.models import Attack, Candidate, Score
from gadfly.attacks.reading import neighbours_of, reading_of
from tests.factories import Exchange, make_attack


@pytest.fixture
def attack(campaign, cast):
    return make_attack(campaign=campaign, person=cast.bo, exchanges=(Exchange(), Exchange(human="Surely?")))


def scored(attack, value):
    """Give every candidate the same score."""
    rows = Candidate.objects.filter(turn__attack=attack)
    Score.objects.bulk_create(Score(candidate=row, scorer="kitchen", value=value) for row in rows)
    Attack.objects.filter(pk=attack.pk).update(scorer="kitchen", score_min=value)
    attack.refresh_from_db()


def test_a_turn_is_read_with_the_reply_that_went_on_and_the_other_beside_it(attack):
    turn = reading_of(attack).turns[0]
    assert (turn.reply.text, turn.others[0].text) == (Exchange().replies[1], Exchange().replies[0])
    assert turn.picked == turn.reply
    assert turn.strength == 3


def test_a_score_by_another_scorer_is_not_shown(attack):
    scored(attack, -1.5)
    Attack.objects.filter(pk=attack.pk).update(scorer="another")
    attack.refresh_from_db()
    assert {turn.reply.score for turn in reading_of(attack).turns} == {None}


def test_seeds_sides_and_settings_are_told(attack):
    reading = reading_of(attack)
    assert len(reading.seeds) == 4
    assert {turn.sides for turn in reading.turns} <= {"A B", "B A"}
    assert reading.settings["model"] == "kitchen-1"


def test_what_scores_worst_is_folded_until_asked_for(attack):
    scored(attack, -2.5)
    assert all(turn.reply.veiled and turn.reply.lowest for turn in reading_of(attack).turns)


def test_what_its_author_found_very_harmful_is_folded_though_it_is_not_scored(attack):
    Attack.objects.filter(pk=attack.pk).update(harmful=3)
    attack.refresh_from_db()
    assert all(turn.reply.veiled for turn in reading_of(attack).turns)


def test_mild_replies_lie_open(attack):
    scored(attack, -0.5)
    assert not any(turn.reply.veiled for turn in reading_of(attack).turns)


def test_an_earlier_try_that_broke_is_kept_apart(attack):
    attack.turns.filter(number=2).update(attempt=2)
    turn = reading_of(attack).turns[1]
    assert (turn.reply, turn.others, len(turn.lost)) == (None, (), 2)


@pytest.mark.parametrize("count", [1, 3])
def test_reading_takes_four_queries_however_many_turns(campaign, cast, django_assert_num_queries, count):
    made = make_attack(campaign=campaign, person=cast.bo, exchanges=(Exchange(),) * count)
    fresh = Attack.objects.get(pk=made.pk)
    with django_assert_num_queries(4):
        reading_of(fresh)


def test_a_lead_goes_from_attack_to_attack(campaign, cast):
    old, middle, new = (make_attack(campaign=campaign, person=cast.bo) for _ in range(3))
    assert neighbours_of(middle) == (new.key, old.key)
    assert (neighbours_of(new)[0], neighbours_of(old)[1]) == ("", "")


def test_the_page_tells_where_the_attack_comes_from(client, attack, cast):
    scored(attack, -2.5)
    client.force_login(cast.ada)
    page = client.get(reverse("attack-read", args=[attack.key])).content.decode()
    for words in ("kitchen-1", "r1", "−2.50", "probability 0.5", "version 1", "3 of 4", str(attack.seed)):
        assert words in page


@pytest.mark.parametrize("who", ["bo", "cy", "eve", "fay", "gus"])
def test_nobody_but_the_lead_reads_it_there(client, attack, cast, who):
    client.force_login(getattr(cast, who))
    hidden = client.get(reverse("attack-read", args=[attack.key]))
    absent = client.get(reverse("attack-read", args=["absent"]))
    assert (hidden.status_code, hidden.content) == (404, absent.content)
