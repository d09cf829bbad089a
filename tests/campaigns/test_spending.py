"""What budgets refuse, and that no refusal tells the arms apart (R13)."""

from datetime import UTC, datetime, timedelta

import pytest

from gadfly.campaigns.actions import reserve, set_up_endpoint, settle
from gadfly.campaigns.models import Arm, Budget, Meter, Scope, Target
from gadfly.campaigns.queries import Asked
from gadfly.science.spending import Spent
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Overloaded, Refusal
from tests.factories import NOON, make_endpoint, make_open_campaign, make_target, make_wish

MOST, TOOK = Spent(100, 7), Spent(40, 3)


@pytest.fixture
def campaign(cast):
    here, there = make_endpoint(), make_endpoint("elsewhere")
    wish = make_wish(make_target("plain", endpoint=here), make_target("careful", endpoint=there))
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=wish)


@pytest.fixture
def asked(campaign, cast):
    """A turn of Bo's for each arm."""
    arms = Arm.objects.filter(terms=campaign.terms).select_related("target").order_by("pk")
    return [Asked(arm.target.endpoint_id, campaign.pk, campaign.terms.pk, cast.bo.pk) for arm in arms]


def take(asked, *, at=NOON, anew=True):
    with durable():
        return reserve(asked, lambda: MOST, at=at, anew=anew)


def give_back(asked, took=TOOK):
    with durable():
        settle(asked, MOST, took)


def refusals(asked, **said):
    """What each arm's next turn hears."""
    heard = []
    for one in asked:
        with pytest.raises(Refusal) as refused:
            take(one, **said)
        heard.append((refused.type, str(refused.value)))
    return heard


@pytest.fixture(params=Scope.values)
def budget(request, campaign, asked):
    """One of each scope, without a bound yet; that of an endpoint is the first arm's."""
    if request.param == Scope.ENDPOINT:
        return Budget(scope=request.param, endpoint_id=asked[0].endpoint)
    return Budget(scope=request.param, campaign=campaign)


def test_without_a_budget_nothing_is_reserved_and_nobody_is_asked_how_much(asked):
    with durable():
        assert reserve(asked[0], pytest.fail, at=NOON) is None


@pytest.mark.parametrize(("bound", "most"), [("tokens", 101), ("money", 8), ("turns", 2)])
def test_a_budget_is_used_until_nothing_is_left_and_then_all_arms_hear_the_same(budget, asked, bound, most):
    setattr(budget, bound, most)
    budget.save()
    assert [take(asked[0]), take(asked[0])] == [MOST, MOST]
    first, second = refusals(asked)
    assert first == second
    own = budget.scope == Scope.PERSON
    assert first[0] is Refusal
    assert first[1].startswith("Your share of this campaign" if own else "This campaign pauses: what was")


def test_what_was_held_and_not_taken_is_free_again(budget, asked):
    budget.tokens = 100
    budget.save()
    take(asked[0])
    refusals(asked)
    give_back(asked[0])
    assert take(asked[0]) == MOST


def test_as_many_are_written_at_once_as_may_be(budget, asked):
    budget.at_once = 1
    budget.save()
    take(asked[0])
    assert set(refusals(asked)) == {
        (
            Overloaded,
            "Many replies are being written just now. Send again in a few seconds; your text is kept.",
        )
    }
    give_back(asked[0])
    assert take(asked[0]) == MOST


def test_an_hour_has_its_turns_and_the_next_hour_too(budget, asked):
    budget.turns_an_hour = 1
    budget.save()
    late = NOON + timedelta(minutes=59)
    take(asked[0], at=NOON)
    first, second = refusals(asked, at=late)
    assert first == second
    own = "You have sent as many messages as one may in an hour here. Go on at 13:00 UTC."
    other = "This campaign pauses until 13:00 UTC: it has had its messages for this hour."
    assert first == (Overloaded, own if budget.scope == Scope.PERSON else other)
    assert take(asked[0], at=late + timedelta(minutes=1)) == MOST


def test_asking_again_takes_tokens_and_no_turn(budget, asked):
    budget.turns, budget.turns_an_hour, budget.tokens = 1, 1, 1000
    budget.save()
    take(asked[0])
    give_back(asked[0])
    assert take(asked[0], anew=False) == MOST
    meter = Meter.objects.get()
    assert (meter.turns, meter.in_hour, meter.tokens, meter.held_tokens) == (1, 1, 40, 100)


def test_what_is_taken_counts_on_each_meter_that_it_is_taken_from(asked, campaign, cast):
    Budget.objects.create(scope=Scope.ENDPOINT, endpoint_id=asked[0].endpoint, tokens=1000)
    Budget.objects.create(scope=Scope.ENDPOINT, endpoint_id=asked[1].endpoint, tokens=1000)
    Budget.objects.create(scope=Scope.CAMPAIGN, campaign=campaign, tokens=1000)
    Budget.objects.create(scope=Scope.PERSON, campaign=campaign, tokens=1000)
    for one in asked:
        take(one)
        give_back(one)
    counted = dict(Meter.objects.values_list("scope", "tokens"))
    assert counted == {
        f"endpoint:{asked[0].endpoint}": 40,
        f"endpoint:{asked[1].endpoint}": 40,
        f"campaign:{campaign.pk}": 80,
        f"campaign:{campaign.pk}:person:{cast.bo.pk}": 80,
    }


def test_budgets_of_others_bear_on_nobody(asked, cast):
    other = make_open_campaign(lead=cast.eve, wish=make_wish(Target.objects.get(name="plain")))
    Budget.objects.create(scope=Scope.CAMPAIGN, campaign=other, turns=0)
    elsewhere = set_up_endpoint(name="unused", base_url="http://127.0.0.1:9/v1", model="kitchen-1")
    Budget.objects.create(scope=Scope.ENDPOINT, endpoint=elsewhere, turns=0)
    assert take(asked[0]) is None


def test_settling_more_than_was_held_leaves_nothing_below_zero(asked, campaign):
    Budget.objects.create(scope=Scope.CAMPAIGN, campaign=campaign, tokens=1000)
    Meter.objects.create(scope=f"campaign:{campaign.pk}", held_tokens=5)
    give_back(asked[0], Spent(500, 9))
    meter = Meter.objects.get()
    assert (meter.tokens, meter.money, meter.held_tokens, meter.held_money, meter.at_once) == (
        500,
        9,
        0,
        0,
        0,
    )


def test_hours_are_those_of_the_clock(asked, campaign):
    Budget.objects.create(scope=Scope.CAMPAIGN, campaign=campaign, turns_an_hour=1)
    take(asked[0], at=datetime(2026, 5, 14, 12, 59, 59, tzinfo=UTC))
    assert take(asked[0], at=datetime(2026, 5, 14, 13, 0, 0, tzinfo=UTC)) == MOST
    assert Meter.objects.get().in_hour == 1
