"""Applications are begun by anyone, saved step by step, handed in once, taken back at will."""

from datetime import date, timedelta

import pytest

from gadfly.network import actions
from gadfly.network.actions.stages import later, move
from gadfly.network.lines import Line
from gadfly.network.models import Application, Letter, SelfDescription, Stage
from gadfly.people.actions import make_person
from gadfly.people.models import Office, Person
from gadfly.people.queries import digest
from gadfly.shared.refusal import NotValid, Refusal
from tests.factories import NOON
from tests.network.factories import answers, make_application, make_members, make_round


@pytest.fixture
def round_(db):
    return make_round(scorers=make_members(3))


def path_of(application):
    return list(application.transitions.order_by("pk").values_list("before", "after", "reason"))


def test_a_link_is_256_random_bits_and_only_its_digest_is_kept(round_):
    token = actions.begin(round_=round_, at=NOON)
    kept = Application.objects.get()
    assert len(token) == 43
    assert token not in {str(value) for value in vars(kept).values()}
    assert kept.digest == digest(token)


def test_a_new_link_ends_the_one_before(round_):
    application = make_application(round_=round_)
    token = actions.new_link(application=application)
    application.refresh_from_db()
    assert application.digest == digest(token)


def test_a_step_is_kept_as_it_was_sent_and_the_others_stay(round_):
    application = make_application(round_=round_, submitted=False)
    told = {**answers()["about"], "email": " NIA@Kitchen.example "}
    saved = actions.save_step(application=application, step="about", answers=told)
    assert (saved.answers["about"], saved.email) == (told, "nia@kitchen.example")
    assert saved.answers["time"] == {"hours": 5, "never": "", "needs": ""}


def test_what_is_handed_in_is_not_changed_any_more(round_):
    application = make_application(round_=round_)
    with pytest.raises(Refusal, match="handed in already"):
        actions.save_step(application=application, step="time", answers={"hours": 9})


def test_a_step_that_lacks_keeps_it_from_being_handed_in(round_):
    told = answers()
    del told["consent"]
    with pytest.raises(NotValid, match="not filled in yet"):
        make_application(round_=round_, told=told)


def test_a_round_that_is_over_takes_nothing_and_keeps_what_was_written(round_):
    application = make_application(round_=round_, submitted=False)
    actions.close_round(round_=round_, at=NOON)
    with pytest.raises(Refusal, match="This round is over"):
        actions.submit(application=application, at=NOON)
    application.refresh_from_db()
    assert (application.stage, set(application.answers)) == (Stage.DRAFT, set(answers()))


def test_handing_in_asks_scorers_by_rule_writes_a_letter_and_again_changes_nothing(round_):
    application = make_application(round_=round_)
    again = actions.submit(application=application, at=NOON + timedelta(days=1))
    assert (again.stage, again.submitted_at, again.readings.count()) == (Stage.ELIGIBLE, NOON, 2)
    assert path_of(again) == [
        ("draft", "submitted", "handed in"),
        ("submitted", "eligible", "eligible by rule"),
    ]
    [letter] = Letter.objects.all()
    assert (letter.template, letter.body.splitlines()[0]) == ("received", "Hello Nia Example,")


def test_who_names_neither_domain_nor_experience_is_told_so_and_when_to_come_back(round_):
    told = answers(domains={"levels": {}, "evidence": {}, "other": ""}, experience={"lived": " ", "ai": ""})
    application = make_application(round_=round_, told=told)
    assert (application.stage, application.readings.count()) == (Stage.REJECTED, 0)
    assert application.feedback == "Neither a domain nor lived experience was named."
    assert application.reapply_at == date(2026, 11, 14)
    assert [letter.template for letter in Letter.objects.order_by("pk")] == ["received", "rejected"]
    assert "You may apply again from 14 November 2026" in Letter.objects.latest("pk").body


def test_lived_experience_alone_is_enough(round_):
    told = answers(domains={"levels": {}, "evidence": {}, "other": ""})
    assert make_application(round_=round_, told=told).stage == Stage.ELIGIBLE


@pytest.mark.parametrize("consents", [True, False])
def test_what_is_told_for_balance_is_counted_with_consent_and_deleted_without(round_, consents):
    application = make_application(round_=round_, submitted=False, told=answers(
        consent={"vetting": True, "calling": False, "balance": consents, "adult": True}))  # fmt: skip
    actions.save_step(application=application, step="self", answers={"age": "25–39"})
    actions.save_step(application=application, step="self", answers={"age": "40–59"})
    actions.submit(application=application, at=NOON)
    kept = list(SelfDescription.objects.values_list("age", "counted"))
    assert kept == ([("40–59", True)] if consents else [])
    assert "40–59" not in str(Application.objects.get().answers)


def test_a_draft_that_is_withdrawn_was_never_there(round_):
    application = make_application(round_=round_, submitted=False)
    assert actions.withdraw(application=application, at=NOON) is None
    assert Application.objects.count() == 0


def test_withdrawing_erases_what_was_written_and_again_changes_nothing(round_):
    application = make_application(round_=round_)
    gone = actions.withdraw(application=application, at=NOON)
    assert actions.withdraw(application=application, at=NOON).stage == Stage.WITHDRAWN
    assert (gone.answers, gone.email, gone.readings.count(), Letter.objects.count()) == ({}, "", 0, 0)


def offered(round_):
    application = make_application(round_=round_)
    Application.objects.update(stage=Stage.OFFERED)
    application.refresh_from_db()
    return application


def test_accepting_makes_an_applicants_account_once(round_):
    application = offered(round_)
    person = actions.accept_offer(application=application, at=NOON)
    assert actions.accept_offer(application=application, at=NOON) == person
    assert (person.name, person.office, person.email) == ("Nia Example", Office.APPLICANT, application.email)


def test_without_an_offer_there_is_nothing_to_accept(round_):
    with pytest.raises(Refusal, match="no offer"):
        actions.accept_offer(application=make_application(round_=round_), at=NOON)


def test_r24_an_application_opens_no_account_that_is_somebodys_already(round_):
    application = offered(round_)
    make_person(email=application.email, name="Somebody", at=NOON)
    before = Person.objects.count()
    with pytest.raises(Refusal, match="no offer"):
        actions.accept_offer(application=application, at=NOON)
    assert Person.objects.count() == before


@pytest.mark.parametrize(("days", "forgotten"), [(179, 0), (180, 1)])
def test_r43_what_a_rejected_applicant_wrote_goes_after_a_set_time(round_, days, forgotten):
    application = make_application(round_=round_)
    other = make_application(round_=round_)
    move(application=application, to=Stage.REJECTED, reason="no", at=NOON, feedback="Nia, no")
    then = NOON + timedelta(days=days)
    assert actions.forget(at=then, kept_days=180) == forgotten
    assert actions.forget(at=then, kept_days=180) == 0
    application.refresh_from_db()
    other.refresh_from_db()
    assert (application.answers == {}, application.feedback == "") == (bool(forgotten), bool(forgotten))
    assert other.answers
    rows = Application.objects.filter(pk=application.pk).values()
    canaries = f"{list(rows)}{list(Letter.objects.filter(application=application).values())}"
    assert ("Nia" in canaries) is not bool(forgotten)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 0, date(2026, 12, 15)),
        (date(2026, 6, 15), 6, date(2026, 12, 15)),
        (date(2028, 1, 30), 1, date(2028, 2, 29)),
    ],
)
def test_months_are_counted_to_the_last_day_there_is(day, months, then):
    assert later(day, months) == then


def test_no_stage_is_reached_but_by_a_way_that_exists(round_):
    with pytest.raises(Refusal, match="cannot follow"):
        move(application=make_application(round_=round_), to=Stage.ACTIVE, reason="hurry", at=NOON)


def test_rows_are_shown_by_what_they_are(round_):
    application = make_application(round_=round_, submitted=False)
    told = SelfDescription.objects.create(application=application)
    actions.submit(application=application, at=NOON)
    transition, reading = application.transitions.first(), application.readings.first()
    version = actions.publish(kind="nda", title="Hush", text="Hush.", months=None, at=NOON)
    [signature] = actions.ask_to_sign(person=reading.scorer, contracts=[version.contract], at=NOON)
    charter = actions.set_charter(words={}, sought=[])
    shown = [application, told, transition, round_, charter, Letter.objects.first(), signature.events.first()]
    assert list(map(str, shown)) == [
        f"application {application.key[:6]}", "self-description", "draft → submitted", "Spring", "charter",
        "Your application has arrived", "asked",
    ]  # fmt: skip
    assert str(reading) == f"{reading.scorer} reads application {application.key[:6]}"
    assert [str(version), str(signature)] == ["Hush v1", f"{reading.scorer}: Hush v1"]


def test_a_table_with_a_wrong_line_is_refused_whole(round_):
    with pytest.raises(NotValid, match="nothing was imported"):
        actions.import_applicants(lines=[Line(2, None, "It is wrong.")], round_=round_, at=NOON)
    assert Application.objects.count() == 0
