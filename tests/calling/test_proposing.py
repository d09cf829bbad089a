"""A proposal names who brings most together, says why, and counts the others without telling of anybody."""

from datetime import timedelta

import pytest

from gadfly.calling.actions import accept, decline
from gadfly.calling.models import Year
from gadfly.calling.pool import closed
from gadfly.calling.queries import proposal_of
from gadfly.calling.wish import Wish, usual_wish, usually_told
from gadfly.campaigns.actions import give_seat
from gadfly.network.actions import ask_to_sign, set_charter
from gadfly.network.actions import decline as decline_contract
from gadfly.network.queries import standing_of
from gadfly.people.models import Person
from gadfly.science.care.limits import Level
from gadfly.wellbeing.actions import set_limits
from tests.calling.making import invitation_of, make_calling, make_member, pays_nothing, wish
from tests.factories import NOON, make_attack, make_open_campaign
from tests.network.factories import make_contract


def names(campaign, asked=None, at=NOON):
    return [one.standing.person.name for one in proposal_of(campaign, asked or wish(size=9), at).people]


def out(campaign, asked):
    """How many are kept out, where the network is large enough to be told."""
    return proposal_of(campaign, asked, NOON).counts.cells


def test_who_brings_most_together_comes_first_with_reasons_and_the_next_best(campaign, network):
    first, second, third = proposal_of(campaign, wish(), NOON).people
    assert {one.standing.region for one in (first, second, third)} == {"Africa", "Europe", "Oceania"}
    assert first.chosen.reasons[0].startswith("first with")
    assert first.next_best.person.name != first.standing.person.name
    assert first.chosen.gain >= first.chosen.next_gain


def test_what_is_wished_for_is_all_that_counts(campaign, network):
    chosen = proposal_of(campaign, wish(size=2, domains=("Healthcare", "Law"), regions=("Europe",)), NOON)
    assert {one.standing.person.name for one in chosen.people} == {"Ros", "Pim"}


def test_a_language_wished_for_is_a_fit(campaign, network):
    make_member("Tom", domains={"law": 4}, languages={"spoken": [[" swahili ", 4]]})
    assert names(campaign, wish(size=1, domains=("Law",), languages=("Swahili",))) == ["Tom"]


def test_who_did_not_consent_or_left_is_nobody_to_be_called(campaign, network):
    quiet = make_member("Uma", calling=False)
    Person.objects.filter(pk=network[0].pk).update(is_active=False)
    assert set(names(campaign)) == {"Ola", "Pim", "Qi", "Ros", "Sam"}
    assert (standing_of(quiet), standing_of(network[0])) == (None, None)
    assert standing_of(network[1]).domains == {"Chemistry": 2}


def test_who_takes_part_or_was_invited_is_not_proposed_again(cast, campaign, network):
    nia, ola, pim, *_ = network
    give_seat(campaign=campaign, person=nia, role="reviewer", at=NOON)
    make_calling(campaign, [ola, pim], cast.ada)
    decline(invitation=invitation_of(pim), at=NOON)
    assert set(names(campaign)) == {"Qi", "Ros", "Sam"}


@pytest.mark.parametrize(
    "steps",
    [
        {"history": {"places": [["Acme Models", 2024, None]]}},
        {"history": {"places": [["ACME models", 2019, 2024]]}},
        {"conflicts": {"organisations": ["acme  models"]}},
    ],
)
def test_a_conflict_with_what_the_campaign_is_about_keeps_out(campaign, network, steps):
    make_member("Vic", **steps)
    assert "Vic" in names(campaign)
    assert "Vic" not in names(campaign, wish(size=9, organisations=("Acme Models",)))


def test_terms_of_the_network_must_be_signed_and_a_contract_not_declined(cast, campaign, network):
    make_contract(kind="terms", title="Terms", signers=network[:2], manager=cast.fay)
    assert set(names(campaign)) == {"Nia", "Ola"}
    assert not standing_of(network[2]).signed
    nda = make_contract(title="Kitchen secrets")
    campaign.contracts.add(nda)

    [asked] = ask_to_sign(person=network[0], contracts=[nda], at=NOON)
    assert set(names(campaign)) == {"Nia", "Ola"}
    decline_contract(signature=asked, at=NOON)
    assert names(campaign) == ["Ola"]


def test_a_topic_never_to_be_shown_keeps_out_by_application_or_by_limit(campaign, network):
    make_member("Wim", time={"hours": 9, "never": "\nRICE overnight", "needs": ""})
    set_limits(person=network[0], levels={"Rice left out overnight": Level.NEVER, "Knives": Level.MILD})
    assert set(names(campaign)) == {"Ola", "Pim", "Qi", "Ros", "Sam"}


def test_a_topic_is_closed_by_all_words_of_a_line_and_not_by_some():
    topics = ["Rice left out overnight", "Knives"]
    assert closed(["overnight rice", "sharp knives"], topics) == {"Rice left out overnight"}


def test_hours_left_and_campaigns_at_once_keep_out(cast, campaign, network):
    elsewhere = make_open_campaign(lead=cast.eve, title="Elsewhere")
    assert "Nia" not in names(campaign, wish(size=9, minutes=301))
    Year.objects.create(person=network[1], year=NOON.year, given=1800, taken=1600)
    assert "Ola" not in names(campaign)

    pays_nothing(elsewhere, cast.eve)
    make_calling(elsewhere, [network[2]], cast.eve)
    accept(invitation=invitation_of(network[2]), at=NOON)
    assert "Pim" in names(campaign)
    assert "Pim" not in names(campaign, wish(size=9, most=1))


def test_a_new_perspective_is_who_never_attacked_nor_said_yes(cast, campaign, network):
    nia, ola, *_ = network
    elsewhere = make_open_campaign(lead=cast.eve, red_teamers=[nia], title="Elsewhere")
    make_attack(campaign=elsewhere, person=nia)
    make_calling(campaign, [ola], cast.ada)
    accept(invitation=invitation_of(ola), at=NOON)
    fresh = make_open_campaign(lead=cast.ada, title="Third")
    people = {one.standing.person.name: one for one in proposal_of(fresh, wish(size=9), NOON).people}
    brings = {name for name, one in people.items() if "brings a new perspective" in one.chosen.reasons}
    assert brings == {"Pim", "Qi", "Ros", "Sam"}


def test_a_no_is_never_held_against_anybody(cast, campaign, network):
    fresh = make_open_campaign(lead=cast.ada, title="Third")
    before = proposal_of(fresh, wish(size=9), NOON)
    make_calling(campaign, network, cast.ada, size=6)
    for person in network[:3]:
        decline(invitation=invitation_of(person), at=NOON)
    assert proposal_of(fresh, wish(size=9), NOON) == before


def test_who_was_called_lately_comes_later_and_rests_with_time(cast, campaign, network):
    twins = [make_member(name, domains={"finance": 3}, region="oceania") for name in ("Xia", "Yan")]
    make_calling(campaign, [twins[0]], cast.ada)
    accept(invitation=invitation_of(twins[0]), at=NOON)
    fresh = make_open_campaign(lead=cast.ada, title="Third")
    asked = wish(size=1, domains=("Finance",))
    assert names(fresh, asked) == ["Yan"]
    [late] = proposal_of(fresh, asked, NOON + timedelta(days=800)).people
    assert late.chosen.gain == pytest.approx(late.chosen.next_gain)


def test_the_others_are_counted_and_small_counts_are_hidden(campaign, network):
    for number in range(6):
        make_member(f"Busy {number}", hours=5)
    counts = proposal_of(campaign, wish(minutes=360), NOON).counts
    assert counts.cells["too few hours left"] == 7
    assert counts.cells["a conflict of interest"] is None
    assert (counts.cells["can be called"], counts.total) == (None, 12)  # else the zeros could be told


def test_what_would_have_to_change_is_said(campaign, network):
    found = proposal_of(campaign, wish(size=6, minutes=600, languages=("Norse",)), NOON)
    assert found.short[0].startswith("5 of 6 people")
    assert list(found.remedies) == [
        "Ask for 5 hours of each instead of 10: more people have that many left.",
        "Nobody in the network brings Norse. Seek it in the next round of applications.",
    ]


def test_a_wish_begins_with_what_the_network_seeks_and_then_with_the_last_one(cast, campaign, network):
    set_charter(words={}, sought=["law"])
    assert usual_wish(campaign) == Wish(domains=("Law",))
    make_calling(campaign, network[:2], cast.ada, minutes=90, regions=("Africa",))
    assert usual_wish(campaign) == wish(size=2, minutes=90, regions=("Africa",))


def test_what_people_are_told_begins_with_the_warning_but_not_where_a_contract_covers_it(campaign):
    assert usually_told(campaign) == "Replies may be curt."
    campaign.contracts.add(make_contract())
    assert usually_told(campaign) == ""
