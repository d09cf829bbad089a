"""Contracts: what is in force, who holds it, and a record that shows when it was touched."""

from datetime import timedelta

import pytest
from django.http import Http404

from gadfly.network import actions
from gadfly.network.access import contracts_called, lacking, may_read, signature_for
from gadfly.network.models import Application, Contract, Event, Letter, Signature, Stage, Version
from gadfly.network.queries import contracts, held_by, signatures_that_wait, waiting_for
from gadfly.network.records import holds
from gadfly.people.models import Office
from gadfly.shared.clock import now
from gadfly.shared.refusal import NotValid, Refusal
from tests.factories import NOON
from tests.network.factories import TEXT, make_application, make_contract, make_members, make_round


def publish(text="Another text", title="Kitchen secrets", kind="nda", months=None):
    return actions.publish(kind=kind, title=title, text=text, months=months, at=NOON)


def test_the_same_text_again_is_the_same_version(db):
    first = publish(TEXT)
    assert publish(TEXT.replace("\n", "\r\n") + "\n\n") == first
    second = publish()
    assert (first.number, second.number, Contract.objects.get().current) == (1, 2, second)


def test_there_is_one_contract_with_the_networks_terms_whatever_its_title(db):
    publish(kind="terms", title="Terms")
    publish("New words", kind="terms", title="Rules")
    assert Contract.objects.count() == 1


def test_a_contract_is_held_once_both_sides_signed(cast):
    contract = make_contract(signers=[cast.bo])
    assert not may_read(cast.bo, [contract])
    actions.countersign(signature=Signature.objects.get(), by=cast.fay, at=NOON)
    assert may_read(cast.bo, [contract])
    assert not may_read(cast.cy, [contract])
    assert may_read(cast.cy, [])


def test_every_one_of_the_contracts_is_needed(cast):
    held = make_contract(signers=[cast.bo], manager=cast.fay)
    other = make_contract(title="Garden secrets")
    assert [may_read(cast.bo, wanted) for wanted in ([held], [held, other], Contract.objects.all())] == [
        True,
        False,
        False,
    ]


def test_a_contract_without_a_text_is_held_by_nobody(cast):
    contract = Contract.objects.create(kind="nda", title="Empty")
    assert not may_read(cast.bo, [contract])
    assert contracts_called([contract.key]) == []
    assert actions.ask_to_sign(person=cast.bo, contracts=[contract], at=NOON) == []


def test_a_new_text_ends_every_signature_and_asks_anew(cast):
    contract = make_contract(signers=[cast.bo], manager=cast.fay)
    publish()
    assert list(lacking(cast.bo)) == [contract]
    assert [(s.version.number, s.signed_at) for s in Signature.objects.order_by("pk")] == [
        (1, NOON),
        (2, None),
    ]
    assert waiting_for(cast.bo, NOON) == 1


@pytest.mark.parametrize(("ago", "held"), [(27, True), (32, False)])
def test_a_signature_expires_and_can_be_given_again(cast, ago, held):
    then = now() - timedelta(days=ago)
    version = actions.publish(kind="nda", title="Short", text=TEXT, months=1, at=then)
    [signature] = actions.ask_to_sign(person=cast.bo, contracts=[version.contract], at=then)
    for at in (then, now()):
        actions.sign(signature=signature, typed_name="bo", at=at)
        actions.countersign(signature=signature, by=cast.fay, at=at)
        assert may_read(cast.bo, [version.contract]) is (held or at != then)
    assert signature.events.count() == (3 if held else 5)


@pytest.mark.parametrize(
    ("typed", "signed"), [("Bo", True), ("  bO ", True), ("B", False), ("", False), ("Bo Bo", False)]
)
def test_one_signs_by_ones_own_name(cast, typed, signed):
    [signature] = actions.ask_to_sign(person=cast.bo, contracts=[make_contract()], at=NOON)
    if signed:
        assert actions.sign(signature=signature, typed_name=typed, at=NOON).signed_at == NOON
    else:
        with pytest.raises(NotValid, match="Type your name"):
            actions.sign(signature=signature, typed_name=typed, at=NOON)


def test_a_text_that_changed_meanwhile_is_not_signed(cast):
    [signature] = actions.ask_to_sign(person=cast.bo, contracts=[make_contract()], at=NOON)
    publish()
    with pytest.raises(Refusal, match="text changed"):
        actions.sign(signature=signature, typed_name="Bo", at=NOON)


def test_signing_and_countersigning_again_change_nothing(cast):
    make_contract(signers=[cast.bo], manager=cast.fay)
    signature, later = Signature.objects.get(), NOON + timedelta(days=1)
    actions.sign(signature=signature, typed_name="Bo", at=later)
    actions.countersign(signature=signature, by=cast.fay, at=later)
    signature.refresh_from_db()
    assert (signature.signed_at, signature.countersigned_at) == (NOON, NOON)


def test_nobody_countersigns_their_own_or_what_is_unsigned(cast):
    contract = make_contract(signers=[cast.fay])
    [unsigned] = actions.ask_to_sign(person=cast.bo, contracts=[contract], at=NOON)
    for signature in (Signature.objects.get(person=cast.fay), unsigned):
        with pytest.raises(Refusal, match="somebody else has signed"):
            actions.countersign(signature=signature, by=cast.fay, at=NOON)


def test_declining_is_kept_and_does_not_bar_from_signing(cast):
    [signature] = actions.ask_to_sign(person=cast.bo, contracts=[make_contract()], at=NOON)
    actions.decline(signature=signature, at=NOON)
    assert actions.decline(signature=signature, at=NOON + timedelta(days=1)).declined_at == NOON
    assert (waiting_for(cast.bo, NOON), [one.waits_for for one in held_by(cast.bo, NOON)]) == (0, [""])
    signed = actions.sign(signature=signature, typed_name="Bo", at=NOON)
    assert actions.decline(signature=signature, at=NOON).declined_at is None
    assert [event.what for event in signed.events.order_by("number")] == ["asked", "declined", "signed"]


def test_opening_the_text_is_noted_once(cast):
    [signature] = actions.ask_to_sign(person=cast.bo, contracts=[make_contract()], at=NOON)
    actions.note_viewed(signature=signature, at=NOON)
    actions.note_viewed(signature=signature, at=NOON)
    assert list(signature.events.values_list("what", flat=True).order_by("number")) == ["asked", "viewed"]


def test_the_record_holds_and_shows_each_way_of_touching_it(cast):
    make_contract(signers=[cast.bo], manager=cast.fay)
    signature = Signature.objects.get()
    assert holds(signature)
    last = signature.events.get(what="countersigned")
    Event.objects.filter(pk=last.pk).update(actor="Mallory")
    assert not holds(signature)
    Event.objects.filter(pk=last.pk).update(actor="Fay")
    Event.objects.filter(signature=signature, number=2).update(at=NOON - timedelta(days=9))
    assert not holds(signature)
    Event.objects.filter(signature=signature, number=2).delete()
    assert not holds(signature)
    signature.events.all().delete()
    assert not holds(signature)


def test_a_text_that_is_altered_breaks_the_record(cast):
    make_contract(signers=[cast.bo], manager=cast.fay)
    Version.objects.update(text="Tell everybody.")
    assert not holds(Signature.objects.get())


def test_only_who_was_asked_finds_the_contract(cast):
    contract = make_contract(signers=[cast.bo])
    assert signature_for(cast.bo, contract.key).person == cast.bo
    with pytest.raises(Http404):
        signature_for(cast.cy, contract.key)


def test_a_person_sees_what_waits_for_whom(cast):
    make_contract(title="A", signers=[cast.bo], manager=cast.fay)
    make_contract(title="B", signers=[cast.bo])
    actions.ask_to_sign(person=cast.bo, contracts=[make_contract(title="C")], at=NOON)
    held = held_by(cast.bo, NOON)
    assert [(one.signature.version.contract.title, one.live, one.waits_for) for one in held] == [
        ("C", False, "you"), ("A", True, ""), ("B", False, "network"),
    ]  # fmt: skip
    assert [one.person for one in signatures_that_wait()] == [cast.bo]
    told = contracts().values_list("title", "signed")  # type: ignore[misc]  # the query counts them
    assert list(told) == [("A", 1), ("B", 0), ("C", 0)]


def test_both_signatures_under_the_terms_make_an_applicant_a_member(cast):
    application = make_application(round_=make_round(scorers=make_members(2)))
    Application.objects.update(stage=Stage.OFFERED)
    publish(kind="terms", title="Terms")
    person = actions.accept_offer(application=application, at=NOON)
    [signature] = actions.ask_for_terms(person=person, at=NOON)
    actions.sign(signature=signature, typed_name=person.name, at=NOON)
    assert person.office == Office.APPLICANT
    actions.countersign(signature=signature, by=cast.fay, at=NOON)
    person.refresh_from_db()
    application.refresh_from_db()
    assert (person.office, application.stage) == (Office.MEMBER, Stage.ACTIVE)
    assert Letter.objects.latest("pk").template == "active"


def test_who_is_no_applicant_keeps_their_office_when_they_sign_the_terms(cast):
    make_contract(kind="terms", signers=[cast.ada], manager=cast.fay)
    cast.ada.refresh_from_db()
    assert cast.ada.office == Office.LEAD
