"""The books: nothing is altered, both sides are equal, and they say what statements say."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Sum

from gadfly.ledger import actions
from gadfly.ledger.models import (
    Account,
    Entry,
    Line,
    RateCard,
    Run,
    Statement,
    StatementLine,
    Stint,
)
from tests.factories import NOON
from tests.ledger.making import make_approved, make_draft, make_pending

KEPT = [
    (RateCard, "hourly"),
    (Account, "name"),
    (Entry, "at"),
    (Line, "amount"),
    (Run, "made_at"),
    (StatementLine, "amount"),
    (Stint, "seconds"),
    (Statement, "amount"),
]


@pytest.fixture
def exported(campaign, cast):
    statement = make_approved(campaign, cast.bo, cast.ada, cast.fay)
    actions.export_run(by=cast.fay, at=NOON)
    statement.refresh_from_db()
    return statement


@pytest.mark.parametrize(("model", "column"), KEPT)
def test_r40_what_stands_there_is_not_altered(exported, model, column):
    row = model.objects.first()
    value = {"name": "x", "at": NOON.replace(year=2000), "made_at": NOON.replace(year=2000)}.get(
        column, F(column) + 1
    )
    with pytest.raises(IntegrityError, match="ledger is not altered"), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**{column: value})


@pytest.mark.parametrize(("model", "column"), KEPT)
def test_r40_what_stands_there_is_not_taken_away(exported, model, column):
    with (
        pytest.raises(IntegrityError, match="ledger is not altered"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 -- the table is our own
    assert model.objects.exists()


def test_r40_a_statement_does_not_go_back_once_it_was_approved(campaign, cast):
    statement = make_approved(campaign, cast.bo, cast.ada, cast.fay)
    with pytest.raises(IntegrityError, match="ledger is not altered"), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(state="pending", approved_by=None)


def test_no_line_is_added_to_what_was_submitted(campaign, cast):
    statement = make_pending(campaign, cast.bo, cast.ada)
    with pytest.raises(IntegrityError, match="ledger is not altered"), transaction.atomic():
        StatementLine.objects.create(
            statement=statement, position=9, what="gift", seconds=0, count=0, amount=1
        )
    with pytest.raises(IntegrityError, match="ledger is not altered"), transaction.atomic():
        Stint.objects.create(
            campaign=campaign,
            person=cast.bo,
            kind="breaks",
            piece="p",
            seconds=1,
            noted_at=NOON,
            statement=statement,
        )


def test_a_line_moves_one_currency_between_two_accounts(exported):
    entry, francs = Entry.objects.first(), Account.objects.create(name="payer", currency="CHF")
    euros = Account.objects.filter(currency="EUR").first()
    with pytest.raises(IntegrityError, match="ledger is not altered"), transaction.atomic():
        Line.objects.create(entry=entry, what="x", debit=francs, credit=euros, amount=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.create(entry=entry, what="x", debit=euros, credit=euros, amount=1)
    other = Account.objects.create(name="other", currency="EUR")
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.create(entry=entry, what="x", debit=other, credit=euros, amount=0)


def balance(account):
    came = account.debits.aggregate(all=Sum("amount"))["all"] or 0
    went = account.credits.aggregate(all=Sum("amount"))["all"] or 0
    return came - went


def test_all_accounts_sum_to_zero_and_nothing_is_owed_once_it_is_paid(exported, campaign, cast):
    balances = {account.name: balance(account) for account in Account.objects.all()}
    assert balances == {
        f"campaign {campaign.key}": exported.amount,
        f"member {cast.bo.key}": 0,
        "payer": -exported.amount,
    }


def test_what_is_approved_and_not_paid_is_owed(campaign, cast):
    statement = make_approved(campaign, cast.bo, cast.ada, cast.fay)
    assert balance(Account.objects.get(name=f"member {cast.bo.key}")) == -statement.amount
    assert [line.amount for line in Line.objects.all()] == [line.amount for line in statement.lines.all()]


@pytest.mark.parametrize("second", ["ada", "bo"])
def test_r23_the_database_too_wants_a_second_person(campaign, cast, second):
    statement = make_pending(campaign, cast.bo, cast.ada)
    with pytest.raises(IntegrityError, match="approved_by_a_second_person"), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(state="approved", approved_by=getattr(cast, second))


def test_the_database_too_pays_nobody_less_than_the_floor(campaign, cast):
    statement = make_draft(campaign, cast.bo, cast.ada)
    least = -(-statement.floor * statement.seconds // 3600)
    Statement.objects.filter(pk=statement.pk).update(amount=least)
    with pytest.raises(IntegrityError, match="never_below_the_floor"), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(amount=least - 1)


def test_rows_are_shown_by_what_they_are(exported, cast):
    rows = [RateCard.objects.get(), Stint.objects.get(), Run.objects.get(), StatementLine.objects.get()]
    rows += [exported, Entry.objects.first(), Line.objects.first()]
    assert [str(row) for row in rows] == [
        "rate card 1 of Kitchen advice",
        "120 s of attacks",
        "payment run of 2026-05-14 12:00",
        "attacks: 60",
        f"statement {exported.key}",
        f"accrual of statement {exported.key}",
        f"60 from member {cast.bo.key} in EUR to campaign {exported.campaign.key} in EUR",
    ]
