"""A map from being asked for to being looked at: drawn, frozen, added to, searched."""

from datetime import timedelta

import numpy as np
import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from gadfly.attacks.models import Attack
from gadfly.insights import mapping
from gadfly.insights.actions import ask_map, ask_renewal, fail_map, keep_map
from gadfly.insights.actions.reports import PATIENCE, REST
from gadfly.insights.mapping import LEAST, NEAR, Spots, draw
from gadfly.insights.models import Map
from gadfly.insights.queries import maps as queries
from gadfly.insights.tasks import draw_map
from gadfly.science.atlas import AtlasError
from gadfly.shared.clock import now
from tests.factories import NOON, Exchange, make_attack
from tests.insights.planting import rated


@pytest.fixture
def drawn(campaign, people):
    """A map of 20 attacks."""
    rated(campaign, people, 20)
    return worked(campaign)


def worked(campaign):
    found = ask_map(campaign=campaign, at=now())
    draw_map.func(found.pk)
    found.refresh_from_db()
    return found


def spots(found):
    return Spots.of(bytes(found.files.get(name="spots").content))


def file(found, name):
    return bytes(found.files.get(name=name).content)


def address(campaign, name="map", *args):
    return reverse(name, args=[campaign.key, *args])


def test_what_the_page_says_and_what_the_worker_does_are_the_same():
    assert (queries.LEAST, queries.NEAR) == (mapping.LEAST, mapping.NEAR)


def test_a_map_takes_sixteen_attacks_with_words(campaign, people):
    rated(campaign, people, LEAST - 1)
    with pytest.raises(AtlasError, match="16 attacks"):
        draw(campaign)
    found = worked(campaign)
    assert (found.state, found.error) == ("failed", mapping.TOO_FEW)


def test_every_attack_has_a_place_and_every_way_to_colour_a_table(drawn):
    assert len(spots(drawn).keys) == drawn.body["n"] == 20
    captions = [way["caption"] for way in drawn.body["colours"]]
    assert captions == ["Islands", "Arm", "Rating", "Tag", "Member", "Time"]
    for way in drawn.body["colours"]:
        assert sum(row["size"] for row in way["rows"]) == 20
        if way["file"]:
            found = np.frombuffer(file(drawn, way["file"]), np.uint8)
            counted = {row["category"]: row["size"] for row in way["rows"]}
            assert dict(zip(*np.unique(found, return_counts=True), strict=True)) == counted


def test_colours_follow_the_attacks(drawn):
    keys = file(drawn, "keys").decode()
    ratings = file(drawn, "rating")
    for place in range(20):
        success = Attack.objects.get(key=keys[22 * place : 22 * (place + 1)]).success
        assert ratings[place] == (5 if success is None else success)


def test_a_later_attack_is_placed_and_no_point_moves(campaign, people, drawn):
    before = spots(drawn)
    later = make_attack(
        campaign=campaign, person=people[0], exchanges=[Exchange("May I keep rice overnight?")]
    )
    draw_map.func(drawn.pk)
    drawn.refresh_from_db()
    after = spots(drawn)
    assert after.keys == (*before.keys, later.key)
    assert (after.xy[:20] == before.xy).all()
    assert (drawn.version, drawn.body["n"], drawn.body["drawn"]) == (1, 21, 20)


def test_a_rating_given_later_colours_the_map_without_placing_anything(campaign, drawn):
    Attack.objects.update(success=4)
    draw_map.func(drawn.pk)
    assert set(file(drawn, "rating")) == {4}


def test_an_attack_that_is_no_outcome_any_more_leaves_the_map(campaign, drawn):
    Attack.objects.filter(key=spots(drawn).keys[0]).update(state="skipped")
    draw_map.func(drawn.pk)
    drawn.refresh_from_db()
    assert drawn.body["n"] == 19
    assert len(file(drawn, "keys")) == 19 * 22


def test_where_nothing_changed_nothing_is_done(drawn):
    looked, files = drawn.looked_at, set(drawn.files.values_list("pk", flat=True))
    draw_map.func(drawn.pk)
    drawn.refresh_from_db()
    assert drawn.looked_at > looked
    assert set(drawn.files.values_list("pk", flat=True)) == files


def test_drawing_anew_makes_the_next_version_and_the_earlier_goes(campaign, drawn):
    second = worked(campaign)
    assert list(campaign.maps.values_list("version", flat=True)) == [2]
    assert spots(second).xy.tobytes() == spots_of_same_texts(campaign)


def spots_of_same_texts(campaign):
    return Spots.of(draw(campaign).files["spots"]).xy.tobytes()


def test_asking_twice_is_asking_once(campaign):
    assert ask_map(campaign=campaign, at=NOON) == ask_map(campaign=campaign, at=NOON + timedelta(minutes=1))


def test_a_worker_looks_for_news_at_most_every_few_seconds(campaign):
    found = ask_map(campaign=campaign, at=NOON)
    assert not ask_renewal(newest=found, at=NOON + PATIENCE)
    keep_map(map_=found.pk, change="a", files={}, body={}, at=NOON)
    assert not ask_renewal(newest=found, at=NOON)
    assert ask_renewal(newest=found, at=NOON + REST)
    assert not ask_renewal(newest=found, at=NOON + REST)


def test_a_drawn_map_survives_that_it_could_not_be_renewed(campaign):
    found = ask_map(campaign=campaign, at=NOON)
    keep_map(map_=found.pk, change="a", files={}, body={}, at=NOON)
    fail_map(map_=found.pk, error="No.", at=NOON + REST)
    found.refresh_from_db()
    assert (found.state, found.error, found.looked_at) == ("done", "", NOON + REST)


def test_a_map_that_is_gone_is_not_kept(campaign):
    keep_map(map_=0, change="a", files={}, body={}, at=NOON)
    draw_map.func(0)
    assert not Map.objects.exists()


def test_many_names_share_the_last_category():
    names = [f"{number:03d}" for number in range(200)]
    ways = (mapping._sorted_way(names), mapping._frequent_way(names, str, "none"))
    for way in ways:
        assert way.categories.max() == 126
        assert way.names[-1] == "All others"
        assert len(way.names) == 127


@pytest.mark.parametrize("count", [0, 15])
def test_the_page_says_how_many_a_map_takes(ada, campaign, people, count):
    rated(campaign, people, count)
    page = ada.get(address(campaign)).content.decode()
    assert f"It takes 16 that are over and not skipped; there are {count}." in page
    assert "Draw the map" not in page


def test_a_lead_asks_a_worker_to_draw(ada, campaign, people):
    rated(campaign, people, 16)
    assert "Draw the map" in ada.get(address(campaign)).content.decode()
    assert ada.post(address(campaign, "map-draw")).headers["Location"] == address(campaign)
    page = ada.get(address(campaign)).content.decode()
    assert "Being drawn" in page
    assert "Ask the worker again" in page  # the first one may have been killed
    draw_map.func(campaign.maps.get().pk)
    page = ada.get(address(campaign)).content.decode()
    assert "16 of 16" in page
    assert "<caption>Islands</caption>" in page


def test_what_went_wrong_is_said_in_a_sentence(ada, campaign):
    found = ask_map(campaign=campaign, at=NOON)
    fail_map(map_=found.pk, error="This map needs the package faiss-cpu.", at=NOON)
    assert "This map needs the package faiss-cpu." in ada.get(address(campaign)).content.decode()


def test_whoever_looks_has_a_worker_look_for_news(ada, campaign, drawn):
    Map.objects.update(asked_at=NOON, looked_at=NOON)
    ada.get(address(campaign))
    ada.get(address(campaign))
    assert DBTaskResult.objects.count() == 1


def test_words_find_attacks_by_what_was_said(ada, campaign, drawn):
    page = ada.get(address(campaign) + "?words=LADDER").content.decode()
    assert "4 found" in page
    assert page.count("more like it") == 4
    assert "0 found" in ada.get(address(campaign) + "?words=zebra").content.decode()


def test_an_example_finds_itself_and_then_those_most_like_it(ada, campaign, drawn):
    key = Attack.objects.filter(turns__human__contains="ladder").first().key
    found = queries.map_view(campaign, {"like": [key]}).found
    assert found[0] == key
    assert len(set(found)) == NEAR + 1
    near = Attack.objects.filter(key__in=found[1:4], turns__human__contains="ladder")
    assert near.count() == 3


@pytest.mark.parametrize("key", ["nothing", "x" * 22])
def test_an_example_that_is_not_on_the_map_finds_nothing(campaign, drawn, key):
    assert queries.map_view(campaign, {"like": [key]}).found == []


@pytest.mark.parametrize("query", ["sort=1", f"words={'a' * 201}", "like=%00"])
def test_other_searches_are_refused(ada, campaign, query):
    assert ada.get(f"{address(campaign)}?{query}").status_code == 400


def test_files_are_served_as_long_as_they_are_those_of_the_page(ada, campaign, drawn):
    stamp = queries.stamp_of(drawn)
    answer = ada.get(address(campaign, "map-file", stamp, "points"))
    assert answer.content == file(drawn, "points")
    assert ada.get(address(campaign, "map-file", "1-other", "points")).status_code == 404
    for name in mapping.FROZEN:
        assert ada.get(address(campaign, "map-file", stamp, name)).status_code == 404


def test_files_are_for_the_lead_alone(client, cast, campaign, drawn):
    client.force_login(cast.eve)
    where = address(campaign, "map-file", queries.stamp_of(drawn), "points")
    assert client.get(where).status_code == 404


@pytest.mark.parametrize("count", [17, 19])
def test_the_page_takes_the_same_queries_however_many_attacks(
    ada, campaign, people, count, django_assert_num_queries
):
    rated(campaign, people, count)
    worked(campaign)
    ada.get(address(campaign))
    with django_assert_num_queries(8):
        ada.get(address(campaign))
