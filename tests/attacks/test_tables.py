import pytest
from django.urls import reverse

from gadfly.attacks.models import Attack
from gadfly.attacks.tables import Choice, UnknownChoice, choice_of, harm_of, table_of
from tests.factories import Exchange, make_attack, make_open_campaign


@pytest.fixture
def three(campaign, cast):
    """Three attacks: the second is scored and rated, the third is scored worse."""
    made = [
        make_attack(campaign=campaign, person=cast.bo, intent=intent)
        for intent in ("Rice at noon", "Beans, hurriedly", "Rice again")
    ]
    Attack.objects.filter(pk=made[1].pk).update(score_min=0.5, success=2)
    Attack.objects.filter(pk=made[2].pk).update(score_min=-2.5)
    return made


def intents(campaign, **asked):
    return [row.intent for row in table_of(campaign, Choice(**asked)).rows]


def test_the_newest_attack_comes_first(campaign, three):
    assert intents(campaign) == ["Rice again", "Beans, hurriedly", "Rice at noon"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"sort": "oldest"}, ["Rice at noon", "Beans, hurriedly", "Rice again"]),
        ({"sort": "lowest"}, ["Rice again", "Beans, hurriedly"]),
        ({"sort": "success"}, ["Beans, hurriedly"]),
        ({"words": "rice"}, ["Rice again", "Rice at noon"]),
        ({"words": "100%"}, []),
        ({"under": "1"}, ["Rice again", "Beans, hurriedly"]),
        ({"under": "-2"}, ["Rice again"]),
        ({"state": "skipped"}, []),
        ({"state": "ended", "words": "beans", "sort": "lowest"}, ["Beans, hurriedly"]),
        ({"state": "counted", "rated": "2"}, ["Beans, hurriedly"]),
        ({"rated": "success"}, []),
        ({"rated": "no"}, ["Rice again", "Rice at noon"]),
        ({"member": "999"}, []),
        ({"since": "2026-05-14", "until": "2026-05-14", "words": "beans"}, ["Beans, hurriedly"]),
        ({"since": "2026-05-15"}, []),
        ({"until": "2026-05-13"}, []),
    ],
)
def test_filters_and_orders_do_what_they_say(campaign, three, asked, found):
    assert intents(campaign, **asked) == found


def test_the_arms_divide_the_attacks(campaign, three):
    table = table_of(campaign, Choice())
    shared_out = [intent for name in table.arms for intent in intents(campaign, arm=name)]
    assert sorted(shared_out) == sorted(intents(campaign))
    assert {row.arm.mark for row in table.rows} <= {1, 2}


def test_a_table_holds_one_campaign_only(campaign, cast, three):
    other = make_open_campaign(lead=cast.eve, red_teamers=[cast.bo], title="Elsewhere")
    make_attack(campaign=other, person=cast.bo, intent="Not yours")
    assert "Not yours" not in intents(campaign)
    assert intents(other) == ["Not yours"]


@pytest.mark.parametrize(
    "query",
    [
        "intent__startswith=R",
        "person__email=bo@example.org",
        "sort=-score_min",
        "sort=person__email",
        "sort=oldest&sort=newest",
        "state=any",
        "rated=5",
        "member=-1",
        "member=10000000000",
        "since=noon",
        "until=9999-12-31",
        "under=3",
        "under=nan",
        "words=%00",
        "words=" + "a" * 201,
        "arm=somebody+else's",
        "after=1",
        "before=nobody",
        "page=2",
    ],
)
def test_anything_else_in_the_address_is_refused(client, campaign, cast, three, query):
    client.force_login(cast.ada)
    answer = client.get(f"{reverse('attacks', args=[campaign.key])}?{query}")
    assert answer.status_code == 400


def test_a_page_cannot_begin_after_another_campaigns_attack(campaign, cast, three):
    other = make_open_campaign(lead=cast.eve, red_teamers=[cast.bo], title="Elsewhere")
    foreign = make_attack(campaign=other, person=cast.bo)
    with pytest.raises(UnknownChoice):
        table_of(campaign, Choice(after=foreign.key))


def test_empty_fields_of_the_form_ask_for_nothing(campaign, three):
    asked = choice_of({"words": [""], "arm": [""], "under": [""], "state": [""]})
    assert asked == Choice()


def test_a_filter_keeps_the_order_and_begins_on_the_first_page():
    asked = Choice(words="rice & beans", sort="lowest", after="x")
    assert asked.address(state="ended") == "?words=rice+%26+beans&state=ended&sort=lowest"


@pytest.mark.parametrize(
    ("score", "step"),
    [(None, None), (1.0, 0), (0.99, 1), (0.0, 1), (-0.01, 2), (-1.0, 2), (-2.0, 3), (-2.01, 4)],
)
def test_the_harm_scale_steps_where_the_page_says(score, step):
    assert harm_of(score) == step


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_takes_three_queries_however_many_rows(campaign, cast, django_assert_num_queries, count):
    for _ in range(count):
        make_attack(campaign=campaign, person=cast.bo)
    with django_assert_num_queries(3):
        table_of(campaign, Choice())


@pytest.mark.parametrize("count", [1, 3])
def test_filtered_and_further_on_it_takes_five(campaign, cast, django_assert_num_queries, count):
    made = [make_attack(campaign=campaign, person=cast.bo) for _ in range(count + 1)]
    with django_assert_num_queries(5):
        table_of(campaign, Choice(state="ended", after=made[-1].key))


def test_the_page_shows_words_as_words(client, campaign, cast):
    make_attack(campaign=campaign, person=cast.bo, intent='<img src="x"> [a](/logout) \u202e')
    client.force_login(cast.ada)
    page = client.get(reverse("attacks", args=[campaign.key])).content.decode()
    assert "&lt;img src=&quot;x&quot;&gt; [a](/logout)" in page
    assert "\u202e" not in page


@pytest.mark.parametrize("who", ["bo", "cy", "di", "eve", "fay", "gus"])
def test_only_the_campaigns_lead_sees_the_table(client, campaign, cast, who):
    client.force_login(getattr(cast, who))
    hidden = client.get(reverse("attacks", args=[campaign.key]))
    absent = client.get(reverse("attacks", args=["absent"]))
    assert (hidden.status_code, hidden.content) == (404, absent.content)


def test_a_red_teamer_sees_own_attacks_and_nobody_elses(client, cast):
    shared = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo, cast.eve])
    make_attack(campaign=shared, person=cast.bo, intent="Mine", exchanges=(Exchange(),))
    make_attack(campaign=shared, person=cast.eve, intent="Hers", exchanges=(Exchange(),))
    client.force_login(cast.bo)
    page = client.get(reverse("my-attacks")).content.decode()
    assert "Mine" in page
    assert "Hers" not in page
    assert client.get(reverse("my-attacks") + "?sort=oldest").status_code == 400


def test_what_a_figures_link_asked_for_stays_while_one_filters_on(campaign, three):
    choice = choice_of({"member": ["1"], "since": ["2026-05-14"], "until": [""]})
    table = table_of(campaign, choice)
    assert table.quietly == (("member", "1"), ("since", "2026-05-14"))
    assert table.narrowed
    assert table.clear == "?"
