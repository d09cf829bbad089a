"""What was foreseen becomes a sentence that says what to do."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, OperationalError, ProgrammingError

from gadfly.cli.trouble import sentence_about
from gadfly.science.datasets import DatasetError
from gadfly.shared.refusal import Refusal
from gadfly.site.environment import SettingError


@pytest.mark.parametrize("kind", [SettingError, Refusal, DatasetError, ImproperlyConfigured])
def test_what_is_a_sentence_already_is_said_as_it_is(kind):
    assert sentence_about(kind("Do this.")) == "Do this."


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("no such table: people_person"),
        OperationalError("no such column: people_person.host_id"),
        ProgrammingError('relation "people_person" does not exist\nLINE 1: ...'),
    ],
)
def test_a_database_without_its_tables_says_what_to_run(error):
    assert sentence_about(error) == "The database is not up to date. Run: gadfly migrate"


def test_a_full_disk_is_called_one():
    assert sentence_about(OperationalError("database or disk is full")).startswith("The disk is full.")


@pytest.mark.parametrize("kind", [OperationalError, DataError])
def test_any_other_trouble_of_the_database_is_said_in_one_line(kind):
    assert sentence_about(kind("connection refused\n\tIs the server running?")) == (
        "The database cannot be used: connection refused. Mend that and start again."
    )


def test_a_place_that_cannot_be_used_is_named():
    said = sentence_about(PermissionError(13, "Permission denied", "/somewhere"))
    assert said == "/somewhere cannot be used: Permission denied. Choose another place, or mend this one."


@pytest.mark.parametrize("error", [OSError("no file in it"), RuntimeError("a bug"), ValueError("a bug")])
def test_for_what_nobody_foresaw_there_is_no_sentence(error):
    assert sentence_about(error) is None
