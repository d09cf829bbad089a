"""What scorers and managers see and do."""

import pytest
from django.urls import reverse

from gadfly.network import actions
from gadfly.network.models import Application, Contract, Round, SelfDescription, Signature, Stage
from gadfly.network.queries import AMOUNT, balance, page_of_applications
from tests.factories import NOON
from tests.network.factories import answers, make_application, make_contract, make_members, make_round

POINTS = {f"points_{number}": "4" for number in range(4)}


@pytest.fixture
def scorers(cast):
    return make_members(3)


@pytest.fixture
def application(scorers):
    return make_application(round_=make_round(scorers=scorers))


@pytest.fixture
def manager(client, cast):
    client.force_login(cast.fay)
    return client


def score_page(client, application, **said):
    address = reverse("score", args=[application.key])
    return client.post(address, said) if said else client.get(address)


def test_r21_a_scorer_reads_neither_who_it_is_nor_what_others_gave(client, scorers, application):
    for reading, note in zip(application.readings.order_by("pk"), ("CANARY", "second"), strict=True):
        client.force_login(reading.scorer)
        page = score_page(client, application).content.decode()
        told = application.answers
        for hidden in (
            told["about"]["name"],
            "Nia",
            told["about"]["email"],
            "Ghana",
            "Harbour Kitchen",
            "kitchen.example",
            "CANARY",
        ):
            assert hidden not in page
        assert "Chemistry" in page
        assert score_page(client, application, note=note, **POINTS).status_code == 302
    assert "another scorer" in score_page(client, application).content.decode()


def test_points_that_lack_are_asked_for(client, scorers, application):
    client.force_login(scorers[0])
    answer = score_page(client, application, points_0="9")
    assert (answer.status_code, answer.content.decode().count("Give 0 to 5 points.")) == (422, 4)


@pytest.mark.parametrize(("act", "status"), [("abstain", 200), ("recuse", 404)])
def test_a_scorer_may_abstain_or_step_back(client, scorers, application, act, status):
    client.force_login(scorers[0])
    score_page(client, application, act=act)
    assert score_page(client, application).status_code == status
    assert application.readings.count() == 3


def test_a_scorer_finds_what_waits_and_what_is_done(client, scorers, application):
    client.force_login(scorers[0])
    assert application.key in client.get(reverse("scoring")).content.decode()
    score_page(client, application, **POINTS)
    assert "scored" in client.get(reverse("scoring")).content.decode()


def test_r17_somebody_elses_application_looks_like_none(client, scorers, application):
    client.force_login(scorers[2])
    theirs, absent = score_page(client, application), client.get(reverse("score", args=["nothing"]))
    assert (theirs.status_code, theirs.content) == (404, absent.content)


def test_a_manager_decides_with_a_reason_and_is_told_what_lacks(manager, application):
    address = reverse("applicant", args=[application.key])
    for said, status in [
        ({"reason": "x"}, 422),
        ({"to": "offered", "reason": "x"}, 409),
        ({"to": "rejected", "reason": "x"}, 422),
    ]:
        assert manager.post(address, said).status_code == status
    assert (
        manager.post(address, {"to": "rejected", "reason": "Too busy", "feedback": "Later."}).status_code
        == 302
    )
    page = manager.get(address).content.decode()
    assert ("Fay: Too busy" in page, "Decide" in page) == (True, False)


def test_a_manager_gives_a_new_link_that_is_shown_once(manager, application):
    address = reverse("applicant", args=[application.key])
    assert "/apply/" in manager.post(address, {"act": "link"}).content.decode()
    assert "/apply/" not in manager.get(address).content.decode()


def test_a_manager_asks_scorers_who_are_missing(manager, scorers, application):
    actions.recuse(reading=application.readings.first(), why="x", at=NOON)
    application.readings.filter(recused_at=None).last().delete()
    manager.post(reverse("applicant", args=[application.key]), {"act": "scorers"})
    assert application.readings.filter(recused_at=None).count() == 2


def test_a_draft_is_nobodys_but_the_applicants(manager, application):
    draft = make_application(round_=application.round, submitted=False)
    assert manager.get(reverse("applicant", args=[draft.key])).status_code == 404
    assert draft.key not in manager.get(reverse("applicants")).content.decode()


def test_two_applications_of_one_address_are_shown_as_such(manager, application):
    make_application(round_=application.round, told=application.answers)
    assert (
        "1 other application with"
        in manager.get(reverse("applicant", args=[application.key])).content.decode()
    )


def test_names_appear_in_the_list_with_the_offer(manager, application):
    assert "Nia" not in manager.get(reverse("applicants")).content.decode()
    Application.objects.update(stage=Stage.OFFERED)
    assert "Nia Example" in manager.get(reverse("applicants")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_many(manager, scorers, django_assert_num_queries, count):
    round_ = make_round(scorers=scorers)
    for _ in range(count):
        make_application(round_=round_)
    with django_assert_num_queries(5):
        assert manager.get(reverse("applicants")).status_code == 200


def test_pages_of_the_list_meet_without_gap_or_overlap(scorers):
    round_ = make_round(scorers=scorers)
    made = [make_application(round_=round_, submitted=False) for _ in range(AMOUNT + 2)]
    Application.objects.update(stage=Stage.ELIGIBLE, submitted_at=NOON)
    first = page_of_applications(stage="eligible")
    second = page_of_applications(stage="eligible", after=first.after)
    assert [row.application.pk for row in (*first.rows, *second.rows)] == [row.pk for row in reversed(made)]
    assert (second.after, page_of_applications(after="nothing").rows[0].application.pk) == ("", made[-1].pk)


def test_r43_cells_under_five_are_hidden_on_the_page(manager, scorers):
    round_ = make_round(scorers=scorers)
    for age in ["18–24"] * 3 + ["25–39"] * 6 + ["40–59"] * 9:
        row = make_application(round_=round_, submitted=False)
        SelfDescription.objects.create(application=row, age=age, counted=True)
    [ages, genders, _] = balance()
    assert ages.counts == ({"18–24": None, "25–39": None, "40–59": 9}, 18)
    assert genders.counts == ({"not said": 18}, 18)
    assert "hidden</span>" in manager.get(reverse("applicants") + "?balance=1").content.decode()


ROUND = {
    "act": "round",
    "name": "Summer",
    "opens_at": "2026-06-01T09:00",
    "closes_at": "2026-07-01T09:00",
    "readers": "1",
    "rubric": "3 Knows a field\n1 Writes well",
    "sample_task": "Cook.",
    "conflict_years": "2",
    "reapply_months": "1",
}


def edit(client, **said):
    return client.post(reverse("network-edit"), said)


def test_a_manager_writes_the_words_and_announces_and_closes_a_round(manager, cast):
    assert edit(manager, act="words", words="We look.", sought=["law"]).headers["Location"] == reverse(
        "network"
    )
    assert "We look." in manager.get(reverse("network-edit")).content.decode()
    assert edit(manager, **ROUND, scorers="bo@example.org\n").status_code == 302
    made = Round.objects.get()
    assert (made.rubric, list(made.scorers.all())) == ([["Knows a field", 3], ["Writes well", 1]], [cast.bo])
    edit(manager, act="close", round=made.key)
    made.refresh_from_db()
    assert made.closes_at is not None
    assert edit(manager, act="close", round="nothing").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"scorers": "nobody@example.org"}, "not the address of a member or lead"),
        ({"scorers": ""}, "Fill this in."),
        ({"readers": "2"}, "Appoint at least 2 scorers"),
        ({"rubric": "Knows a field"}, "Begin each line with a weight"),
        ({"rubric": "0 Knows"}, "Begin each line with a weight"),
        ({"closes_at": "2026-05-01T09:00"}, "It closes before it opens"),
        ({"opens_at": "soon"}, "Give a date and a time."),
    ],
)
def test_a_round_that_cannot_be_gets_a_sentence(manager, wrong, sentence):
    answer = edit(manager, **{**ROUND, "scorers": "bo@example.org", **wrong})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert Round.objects.count() == 0


def test_a_manager_puts_a_text_in_force_and_countersigns(manager, cast):
    address = reverse("contracts")
    said = {"act": "publish", "kind": "nda", "title": "Kitchen secrets", "text": "Hush.", "months": "12"}
    assert manager.post(address, {**said, "text": ""}).status_code == 422
    assert manager.post(address, said).status_code == 302
    contract = Contract.objects.get()
    [signature] = actions.ask_to_sign(person=cast.bo, contracts=[contract], at=NOON)
    assert manager.post(address, {"act": "countersign", "signature": signature.key}).status_code == 404
    actions.sign(signature=signature, typed_name="Bo", at=NOON)
    assert "Countersign" in manager.get(address).content.decode()
    manager.post(address, {"act": "countersign", "signature": signature.key})
    assert Signature.objects.get().countersigner == cast.fay


def test_somebody_reads_signs_and_prints(client, cast):
    contract = make_contract()
    actions.ask_to_sign(person=cast.bo, contracts=[contract], at=NOON)
    client.force_login(cast.bo)
    address, printed = (reverse(name, args=[contract.key]) for name in ("contract", "certificate"))
    assert client.get(printed).status_code == 404
    assert "Tell nobody outside" in client.get(address).content.decode()
    said = {"read": "on", "typed_name": "Bo", "version": contract.current.sha256}
    assert client.post(address, {**said, "read": ""}).status_code == 422
    assert "text changed while" in client.post(address, {**said, "version": "0"}).content.decode()
    assert client.post(address, {**said, "typed_name": "Mo"}).status_code == 422
    assert client.post(address, said).headers["Location"] == reverse("my-contracts")
    assert "the network has to sign too" in client.get(reverse("my-contracts")).content.decode()
    assert "You signed on" in client.get(address).content.decode()
    page = client.get(printed).content.decode()
    assert all(said in page for said in ("The record is whole", contract.current.sha256, "viewed", "signed"))


def test_somebody_declines(client, cast):
    contract = make_contract()
    actions.ask_to_sign(person=cast.bo, contracts=[contract], at=NOON)
    client.force_login(cast.bo)
    client.post(reverse("contract", args=[contract.key]), {"act": "decline"})
    assert "You declined it" in client.get(reverse("my-contracts")).content.decode()


def test_what_is_blotted_out_for_scorers_stays_for_managers(manager, application):
    told = answers(experience={"lived": "Write me at nia@x.example or https://x.example", "ai": "None"})
    other = make_application(round_=application.round, told=told)
    page = manager.get(reverse("applicant", args=[other.key])).content.decode()
    assert ("nia@x.example" in page, "https://kitchen.example/nia" in page) == (True, True)


def test_of_much_that_waits_the_oldest_is_shown(client, scorers, monkeypatch):
    monkeypatch.setattr("gadfly.network.queries.intake.SHOWN", 2)
    round_ = make_round(scorers=scorers, readers=3)
    keys = [make_application(round_=round_).key for _ in range(3)]
    client.force_login(scorers[0])
    page = client.get(reverse("scoring")).content.decode()
    assert [key in page for key in keys] == [True, True, False]
    assert "the oldest 2" in page
