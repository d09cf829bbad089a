"""What anyone sees: the network's page, and an application from its first step to its end."""

import re

import pytest
from django.urls import reverse

from gadfly.network import actions
from gadfly.network.answers import STEPS
from gadfly.network.domains import domains
from gadfly.network.forms import FORMS
from gadfly.network.models import Application, Letter, SelfDescription, Stage
from gadfly.people.actions import make_person
from gadfly.people.queries import digest
from gadfly.shared.clock import now
from tests.factories import NOON
from tests.network.factories import make_application, make_members, make_round

FILLED = {
    "about": {
        "name": "Nia",
        "email": "nia@kitchen.example",
        "country": "Ghana",
        "region": "africa",
        "zone": "Africa/Accra",
    },
    "languages": {"language_1": "Twi", "level_1": "4", "language_2": "English", "level_2": "3"},
    "history": {"place_1": "Harbour Kitchen", "since_1": "2019", "until_1": ""},
    "domains": {"level_chemistry": "3", "evidence_chemistry": "https://kitchen.example/nia"},
    "experience": {"lived": "Cooked for many."},
    "time": {"hours": "5"},
    "conflicts": {"organisations": "Garden\n\nPantry", "declared": "on"},
    "consent": {"vetting": "on", "adult": "on", "balance": "on"},
    "self": {"age": "25–39"},
}


@pytest.fixture
def round_(db):
    return make_round(scorers=make_members(2))


@pytest.fixture
def token(round_):
    return actions.begin(round_=round_, at=NOON)


def send(client, token, step, said, act=""):
    return client.post(reverse("application-step", args=[token, step]), {**said, "act": act})


def kept():
    return Application.objects.get()


def test_the_public_page_says_what_a_manager_wrote_and_that_one_may_apply(client, round_):
    actions.set_charter(words={"words": "We *look*.", "pay": "By the hour."}, sought=["biometrics"])
    page = client.get(reverse("network")).content.decode()
    for said in (
        "<em>look</em>",
        "By the hour.",
        '<span class="chip">Biometrics</span>',
        "Apply to join",
        "without an end date",
    ):
        assert said in page


def test_closed_it_offers_no_application_and_begins_none(client, db):
    assert "Apply to join" not in client.get(reverse("network")).content.decode()
    assert client.post(reverse("apply")).status_code == 200
    assert Application.objects.count() == 0


def test_a_round_that_opens_later_is_announced(client, db):
    make_round(scorers=make_members(2), opens_at=now().replace(year=2100), closes_at=now().replace(year=2101))
    page = client.get(reverse("network")).content.decode()
    assert ("opens on" in page, "Closed now" in page) == (True, True)


def test_somebody_goes_through_all_steps_without_a_script_and_hands_in(client, round_):
    link = client.post(reverse("apply")).headers["Location"]
    token = link.split("/")[2]
    for step, following in zip(STEPS, [*list(STEPS)[1:], None], strict=True):
        answer = send(client, token, step, FILLED[step])
        there = reverse("application-step", args=[token, following]) if following else link
        assert answer.headers["Location"] == there
    assert "Hand it in" in client.get(link).content.decode()
    assert client.post(link, {"act": "submit"}).status_code == 302
    application = kept()
    assert (application.stage, application.email) == (Stage.ELIGIBLE, "nia@kitchen.example")
    assert application.answers["domains"]["levels"] == {"chemistry": 3}
    assert application.answers["conflicts"] == {"organisations": ["Garden", "Pantry"]}
    assert application.answers["history"] == {"places": [["Harbour Kitchen", 2019, None]]}
    assert application.answers["languages"] == {"spoken": [["Twi", 4], ["English", 3]]}
    assert SelfDescription.objects.get().counted
    assert "Being read" in client.get(link).content.decode()


@pytest.mark.parametrize("step", STEPS)
def test_what_was_saved_stands_in_the_form_again(client, token, step):
    send(client, token, step, FILLED[step], act="stop")
    page = client.get(reverse("application-step", args=[token, step])).content.decode()
    for name, value in FILLED[step].items():
        told = re.escape(value.replace("\n\n", "\n"))
        shown = rf'value="{told}"' + rf'|value="{told}" selected|>\s*{told}'
        wanted = rf'name="{name}"[^>]*checked' if value == "on" else shown if value else name
        assert re.search(wanted, page), name


WRONG = [
    ("about", {"email": "nowhere"}, "Give an e-mail address"),
    ("about", {"zone": "Moon/Sea"}, "Choose one of the list"),
    ("languages", {"language_3": "Ewe"}, "A language and how well"),
    ("languages", {"language_1": "", "level_1": ""}, "Fill this in."),
    ("history", {"since_1": ""}, "An organisation and its first year"),
    ("history", {"until_1": "2001"}, "before the first one"),
    ("history", {"since_1": "19"}, "Give a whole number from 1,930 to 2,100."),
    ("domains", {"evidence_chemistry": "http://kitchen.example"}, "begins with https://"),
    ("domains", {"level_chemistry": ""}, "Choose how well you know it"),
    ("time", {"hours": "4"}, "Give a whole number from 5 to 2,000."),
    ("conflicts", {"declared": ""}, "Tick the box if you agree."),
    ("consent", {"vetting": ""}, "Without this your application cannot be read."),
    ("consent", {"adult": ""}, "all are adults"),
    ("self", {"age": "old"}, "Choose one of the list."),
]  # fmt: skip


@pytest.mark.parametrize(("step", "wrong", "sentence"), WRONG)
def test_bad_input_gets_a_sentence_and_is_not_kept(client, token, step, wrong, sentence):
    answer = send(client, token, step, {**FILLED[step], **wrong})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (kept().answers, SelfDescription.objects.count()) == ({}, 0)


def test_what_lacks_is_said_when_it_is_handed_in(client, token):
    answer = client.post(reverse("application", args=[token]), {"act": "submit"})
    assert (answer.status_code, "Some steps are not filled in yet" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("step", ["nonsense", "about"])
def test_there_is_no_step_that_is_none_or_after_handing_in(client, round_, step):
    application = make_application(round_=round_, submitted=step == "about")
    token = actions.new_link(application=application)
    assert client.get(reverse("application-step", args=[token, step])).status_code == 404


def test_deleting_a_draft_leads_back_and_its_link_is_gone(client, token):
    link = reverse("application", args=[token])
    assert client.post(link, {"act": "withdraw"}).headers["Location"] == reverse("network")
    assert client.get(link).status_code == 404


def test_withdrawing_says_that_it_was_erased(client, round_):
    link = reverse("application", args=[actions.new_link(application=make_application(round_=round_))])
    assert client.post(link, {"act": "withdraw"}, follow=True).status_code == 200
    assert "what you wrote was erased" in client.get(link).content.decode()


def test_feedback_and_the_day_to_come_back_stand_on_the_page(client, round_):
    application = make_application(round_=round_)
    token = actions.new_link(application=application)
    actions.decide(
        application=application, to="rejected", actor=None, reason="no", feedback="Try <b>later</b>.", at=NOON
    )
    page = client.get(reverse("application", args=[token])).content.decode()
    assert ("Try &lt;b&gt;later" in page, "14 November 2026" in page) == (True, True)


def test_accepting_leads_into_a_new_account_with_the_terms_to_sign(client, round_):
    actions.publish(kind="terms", title="Terms", text="Be fair.", months=None, at=NOON)
    application = make_application(round_=round_)
    token = actions.new_link(application=application)
    Application.objects.update(stage=Stage.OFFERED)
    way_in = client.post(reverse("application", args=[token]), {"act": "accept"}).headers["Location"]
    client.post(way_in)
    assert "1 contract waits for your signature" in client.get(reverse("home")).content.decode()
    person = Application.objects.get().person
    assert client.session["_auth_user_id"] == str(person.pk)


def told(client, token, email):
    answer = send(client, token, "about", {**FILLED["about"], "email": email}, act="stop")
    return answer.status_code, answer.headers["Location"]


def test_r24_an_address_that_is_known_is_answered_as_one_that_is_not(client, round_):
    make_person(email="known@kitchen.example", name="Known", at=NOON)
    make_application(
        round_=round_, told={**_complete(), "about": {**FILLED["about"], "email": "applied@kitchen.example"}}
    )
    pages, ways = set(), set()
    for address in ("known@kitchen.example", "applied@kitchen.example", "nobody@kitchen.example"):
        token = actions.begin(round_=round_, at=NOON)
        ways.add((told(client, token, address)[0], told(client, token, address)[1].replace(token, "T")))
        for step in STEPS:
            send(client, token, step, FILLED[step] | ({"email": address} if step == "about" else {}))
        answer = client.post(reverse("application", args=[token]), {"act": "submit"}, follow=True)
        text = re.sub(r'value="[\w-]{60,}"', "", answer.content.decode().replace(token, "T"))
        pages.add((answer.status_code, re.sub(r"\d{1,2} \w+ \d{4}, \d\d:\d\d", "", text)))
    assert (len(pages), len(ways)) == (1, 1)
    assert Letter.objects.filter(template="received").count() == 4


def _complete():
    from tests.network.factories import answers  # noqa: PLC0415 -- another name of the same here

    return answers()


def test_r20_a_link_is_no_key_and_a_key_no_link(client, token):
    assert client.get(reverse("application", args=[kept().key])).status_code == 404
    assert kept().digest == digest(token)


def test_every_step_has_a_form_and_every_domain_its_fields():
    assert list(FORMS) == list(STEPS)
    assert len(FORMS["domains"].rows) == len(domains().listed)
