"""Pages of time and pay, as they answer."""

import csv
import io

import pytest
from django.urls import reverse

from gadfly.attacks.models import Attack
from gadfly.campaigns.actions import end_seat, give_seat
from gadfly.ledger import actions
from gadfly.ledger.models import Correction, Payee, RateCard, Run, Statement
from gadfly.science.pay import Rate
from gadfly.shared.csvout import cell
from tests.factories import NOON, make_attack, make_campaign, make_open_campaign
from tests.ledger.making import make_approved, make_draft, make_pending, pays, rested, text_of


@pytest.fixture
def get(client):
    def got(person, name, *args):
        client.force_login(person)
        return client.get(reverse(name, args=args))

    return got


@pytest.fixture
def post(client):
    def posted(person, name, *args, **data):
        client.force_login(person)
        return client.post(reverse(name, args=args), data)

    return posted


def test_a_member_sees_the_clock_the_rate_and_their_statements(campaign, cast, get):
    make_pending(campaign, cast.bo, cast.ada)
    rested(campaign, cast.bo, 65)
    page = text_of(get(cast.bo, "my-pay"))
    for words in ("18.00 EUR an hour", "1 h 05 min", "On statements so far: 2 min", "waits for approval"):
        assert words in page


def test_a_member_of_no_campaign_is_told_so(cast, get):
    page = text_of(get(cast.gus, "my-pay"))
    assert "You take part in no campaign now." in page
    assert "Ask for a correction" not in page


def test_a_campaign_of_which_nothing_was_said_says_so(cast, get):
    make_open_campaign(lead=cast.ada)
    assert "Nothing has been said of pay" in text_of(get(cast.ada, "my-pay"))


def test_a_member_says_where_they_work(cast, post):
    assert post(cast.bo, "my-pay", country="DE").status_code == 302
    assert Payee.objects.get().country == "DE"


def test_what_is_no_country_comes_back_with_a_sentence(cast, post):
    answer = post(cast.bo, "my-pay", country="de")
    assert answer.status_code == 422
    assert "two capital letters, such as DE or KE" in text_of(answer)


def test_a_member_asks_for_a_correction(campaign, cast, post):
    sent = {"campaign": campaign.key, "minutes": "7", "reason": "The page hung."}
    assert post(cast.bo, "my-pay", **sent).status_code == 302
    assert Correction.objects.get().minutes == 7
    assert post(cast.bo, "my-pay", **{**sent, "minutes": "0"}).status_code == 422
    assert post(cast.eve, "my-pay", **sent).status_code == 422
    assert Correction.objects.count() == 1


@pytest.mark.parametrize(("granted", "word"), [(None, "waits"), (True, "granted"), (False, "declined")])
def test_a_member_sees_what_became_of_a_correction(campaign, cast, get, granted, word):
    asked = actions.ask_correction(campaign=campaign, person=cast.bo, minutes=7, reason="It hung.", at=NOON)
    if granted is not None:
        actions.decide_correction(correction=asked, granted=granted, by=cast.ada, at=NOON)
    assert f"Correction of 7 minutes: {word}" in text_of(get(cast.bo, "my-pay"))


def test_a_lead_sets_a_rate_and_sees_it(cast, get, post):
    campaign = make_campaign(lead=cast.ada)
    assert "not said" in text_of(get(cast.ada, "campaign-pay", campaign.key))
    sent = {"currency": "EUR", "hourly": "15", "a_set": "9.50", "size": "5"}
    assert post(cast.ada, "campaign-pay", campaign.key, **sent).status_code == 302
    assert RateCard.objects.get().rate == Rate("EUR", 1500, a_set=950)
    answer = get(cast.ada, "campaign-pay", campaign.key)
    assert "15.00 EUR an hour; for attacks instead 9.50 EUR for 5" in text_of(answer)
    assert 'value="9.50"' in answer.content.decode()


def test_volunteers_must_be_said(cast, post, get):
    campaign = make_campaign(lead=cast.ada)
    assert post(cast.ada, "campaign-pay", campaign.key).status_code == 422
    assert post(cast.ada, "campaign-pay", campaign.key, volunteers="on").status_code == 302
    assert "for volunteers: nothing is paid" in text_of(get(cast.ada, "campaign-pay", campaign.key))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"currency": "eur", "hourly": "15"}, "three capital letters"),
        ({"currency": "EUR", "hourly": "15.001"}, "EUR has 2 decimals"),
        ({"currency": "EUR"}, "Say what an hour is paid"),
        ({"currency": "EUR", "hourly": "15", "volunteers": "on"}, "Volunteers are paid nothing"),
        ({"currency": "EUR", "hourly": "much"}, "Give an amount such as 20"),
        ({"currency": "EUR", "hourly": "11.99"}, "less than the lowest floor"),
        ({"currency": "USD", "hourly": "99"}, "No floor is known in USD"),
    ],
)
def test_what_is_no_rate_comes_back_with_a_sentence(cast, post, sent, sentence):
    campaign = make_campaign(lead=cast.ada)
    answer = post(cast.ada, "campaign-pay", campaign.key, **sent)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not RateCard.objects.exists()


def test_a_rate_that_falls_short_is_refused_on_the_page(campaign, cast, post):
    answer = post(cast.ada, "campaign-pay", campaign.key, currency="EUR", hourly="17")
    assert answer.status_code == 409
    assert "has opened" in text_of(answer)


def test_a_lead_sees_what_is_due_and_why_somebody_gets_nothing_yet(campaign, cast, get):
    for who, country in ((cast.bo, "DE"), (cast.cy, "KE"), (cast.gus, "")):
        if country:
            actions.say_country(person=who, country=country, at=NOON)
        rested(campaign, who, 60)
    page = text_of(get(cast.ada, "campaign-pay", campaign.key))
    for words in ("12.00 EUR an hour", "18.00 EUR", "not known in KE", "has not said where they work"):
        assert words in page
    assert page.count("not defined") == 2


def test_volunteers_time_is_shown_and_comes_to_nothing(cast, get):
    campaign = make_campaign(lead=cast.ada)
    pays(campaign, cast.ada, Rate("", volunteers=True))
    rested(campaign, cast.ada)
    page = text_of(get(cast.ada, "campaign-pay", campaign.key))
    assert "nothing" in page
    assert "Draw statements" not in page


def test_who_left_the_campaign_is_still_owed(campaign, cast, get):
    make_attack(campaign=campaign, person=cast.bo)
    end_seat(campaign=campaign, person=cast.bo, at=NOON)
    assert "Bo" in text_of(get(cast.ada, "campaign-pay", campaign.key))


def test_statements_are_drawn_submitted_approved_and_handed_over(campaign, cast, get, post):
    make_attack(campaign=campaign, person=cast.bo)
    actions.say_country(person=cast.bo, country="CH", at=NOON)
    assert post(cast.ada, "campaign-statements", campaign.key).status_code == 302
    statement = Statement.objects.get()
    assert "Submit for approval" in text_of(get(cast.ada, "statement", statement.key))
    assert post(cast.ada, "statement-step", statement.key, act="submit").status_code == 302
    refused = post(cast.ada, "statement-step", statement.key, act="approve")
    assert (refused.status_code, "You drew or submitted" in text_of(refused)) == (409, True)
    assert "Ada submitted it" in text_of(get(cast.fay, "statement", statement.key))
    assert post(cast.fay, "statement-step", statement.key, act="approve").status_code == 302
    assert "top-up to the floor" in text_of(get(cast.bo, "statement", statement.key))
    assert "Statement of" in text_of(get(cast.fay, "payment-runs"))
    assert post(cast.fay, "payment-runs").status_code == 302
    assert "Nothing is left to do" in text_of(get(cast.ada, "statement", statement.key))
    assert post(cast.fay, "payment-runs").status_code == 409


def test_a_second_lead_may_approve(campaign, cast, post):
    give_seat(campaign=campaign, person=cast.eve, role="lead", at=NOON)
    statement = make_pending(campaign, cast.bo, cast.ada)
    assert post(cast.eve, "statement-step", statement.key, act="approve").status_code == 302
    statement.refresh_from_db()
    assert statement.approved_by == cast.eve


def test_a_statement_goes_back_and_is_discarded(campaign, cast, post):
    statement = make_pending(campaign, cast.bo, cast.ada)
    assert post(cast.fay, "statement-step", statement.key, act="send back").status_code == 302
    answer = post(cast.fay, "statement-step", statement.key, act="discard")
    assert answer.headers["Location"] == reverse("campaign-pay", args=[campaign.key])
    assert not Statement.objects.exists()


def test_a_step_that_is_none_is_refused(campaign, cast, post):
    statement = make_draft(campaign, cast.bo, cast.ada)
    assert post(cast.ada, "statement-step", statement.key, act="pay").status_code == 422


def test_nothing_is_drawn_where_nothing_was_said_of_pay(cast, post):
    campaign = make_campaign(lead=cast.ada)
    answer = post(cast.ada, "campaign-statements", campaign.key)
    assert answer.status_code == 409
    assert "Say first what this campaign pays" in text_of(answer)


@pytest.mark.parametrize(("act", "granted"), [("grant", True), ("decline", False)])
def test_a_lead_decides_a_correction(campaign, cast, get, post, act, granted):
    asked = actions.ask_correction(campaign=campaign, person=cast.bo, minutes=7, reason="It hung.", at=NOON)
    assert "It hung." in text_of(get(cast.ada, "campaign-pay", campaign.key))
    answer = post(cast.ada, "campaign-correction", campaign.key, correction=asked.key, act=act)
    asked.refresh_from_db()
    assert (answer.status_code, asked.granted) == (302, granted)


def test_nobody_decides_their_own_correction(campaign, cast, post):
    asked = actions.ask_correction(campaign=campaign, person=cast.ada, minutes=7, reason="It hung.", at=NOON)
    answer = post(cast.ada, "campaign-correction", campaign.key, correction=asked.key, act="grant")
    assert (answer.status_code, "own time" in text_of(answer)) == (409, True)
    assert post(cast.ada, "campaign-correction", campaign.key, act="grant").status_code == 422


def test_r35_the_payers_file_names_amounts_and_no_bank_and_cannot_act(campaign, cast, get):
    type(cast.bo).objects.filter(pk=cast.bo.pk).update(name="=1+1")
    statement = make_approved(campaign, cast.bo, cast.ada, cast.fay)
    actions.export_run(by=cast.fay, at=NOON)
    answer = get(cast.fay, "payment-run", Run.objects.get().key)
    [row] = csv.DictReader(io.StringIO(answer.content.decode()))
    assert row == {
        "statement": cell(statement.key),  # a key may begin with a sign
        "payee": cell(cast.bo.key),
        "name": "'=1+1",
        "email": "bo@example.org",
        "country": "DE",
        "campaign": campaign.slug,
        "currency": "EUR",
        "amount": "0.60",
        "minutes": "2.0",
        "until": "2026-05-14T12:00:00+00:00",
        "submitted_by": "Ada",
        "approved_by": "Fay",
        "approved_at": "2026-05-14T12:00:00+00:00",
    }
    assert answer.headers["Content-Disposition"] == 'attachment; filename="payment-run-2026-05-14-1200.csv"'


def test_no_page_of_pay_tells_a_rating(campaign, cast, get):
    statement = make_pending(campaign, cast.bo, cast.ada)
    Attack.objects.update(intent="canary-intent", expertise="canary-rating")
    for page in (get(cast.bo, "statement", statement.key), get(cast.ada, "campaign-pay", campaign.key)):
        assert "canary" not in page.content.decode()


@pytest.mark.parametrize("people", [1, 3])
def test_a_campaigns_page_takes_as_many_queries_for_three_as_for_one(
    campaign, cast, client, django_assert_num_queries, people
):
    for person in (cast.bo, cast.cy, cast.gus)[:people]:
        rested(campaign, person)
        actions.say_country(person=person, country="DE", at=NOON)
    client.force_login(cast.ada)
    with django_assert_num_queries(16):
        client.get(reverse("campaign-pay", args=[campaign.key]))
