"""The world, made once for each file; what a test changes in it is rolled back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from gadfly.attacks.live import install
from gadfly.science.targets.scripted import Scripted
from tests.answering import answer_with
from tests.cast import make_cast
from tests.matrix.world import World, make_world


@pytest.fixture(scope="module")
def _world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:  # noqa: ANN401 -- the blocker names its type privately
    with django_db_blocker.unblock():
        around: Any = transaction.atomic()
        around._from_testcase = True  # as TestCase does: actions inside may be durable
        with around:
            yield make_world(make_cast())
            transaction.set_rollback(True)


@pytest.fixture
def world(_world: World, db: None) -> Iterator[World]:
    answer_with(Scripted())
    yield _world
    install(None)
