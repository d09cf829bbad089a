"""The operator's table of floors, as a file."""

import pytest

from gadfly.ledger.floors import current_floors, floors_or_none
from gadfly.science.pay import FloorsError


def test_a_corrected_file_holds_at_once(floors):
    assert current_floors().lowest("EUR") == 1200
    floors.write_text("country,currency,per_hour\n*,EUR,13\n", encoding="utf-8-sig")
    assert current_floors().lowest("EUR") == 1300


def test_without_a_file_no_floor_is_known(settings):
    settings.PAY_FLOORS = ""
    assert current_floors().lowest("EUR") is None


@pytest.mark.parametrize("content", [None, b"\xff", b"nonsense"])
def test_a_file_that_cannot_be_used_is_said_and_pays_nobody(floors, content):
    floors.unlink()
    if content is not None:
        floors.write_bytes(content)
    with pytest.raises(FloorsError):
        current_floors()
    assert floors_or_none().lowest("EUR") is None
