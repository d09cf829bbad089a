"""From a target's row to what answers: made once, made anew when the row says something else."""

import pytest
from asgiref.sync import async_to_sync

from gadfly.attacks.live.targets import Targets
from gadfly.campaigns.actions import give_key, set_up_endpoint, set_up_target
from gadfly.campaigns.models import Target
from gadfly.campaigns.sealing import SealedKey
from gadfly.science.dialogue import Message, Role, Sampling
from gadfly.science.targets.scripted import Scripted
from tests.factories import make_target

pytestmark = pytest.mark.django_db


class InLoop(Targets):
    """Targets that are made, as on the site, in a loop: there the client is at home."""

    def behind(self, row):
        """Return what answers for the row as it stands in the database."""
        fresh = Target.objects.select_related("endpoint").get(pk=row.pk)

        async def of():
            return self.of(fresh)

        return async_to_sync(of)()


@pytest.fixture
def targets():
    made = InLoop()
    yield made
    async_to_sync(made.close)()


def test_a_row_is_the_same_target_as_long_as_it_says_the_same(targets):
    row = make_target()
    assert targets.behind(row) is targets.behind(row)


@pytest.mark.parametrize(
    "changed",
    [
        {"temperature": 0.5},
        {"recipe": [{"kind": "system prompt", "text": "Be careful."}]},
        {"max_tokens": 9},
        {"top_p": 0.5},
    ],
)
def test_a_row_that_changes_is_another_target(targets, changed):
    row = make_target()
    before = targets.behind(row)
    Target.objects.update(**changed)
    assert targets.behind(row) is not before


def test_what_a_row_says_is_what_is_asked_for(targets, monkeypatch):
    monkeypatch.setenv("KITCHEN_KEY", "spoon")
    endpoint = set_up_endpoint(
        name="kitchen",
        base_url="https://models.example.org/v1",
        model="kitchen-1",
        key_variable="KITCHEN_KEY",
    )
    row = set_up_target(
        name="careful",
        endpoint=endpoint,
        recipe=[{"kind": "system prompt", "text": "Be careful."}],
        sampling=Sampling(0.5, 0.9, 99),
    )
    careful = targets.behind(row)
    assert careful.before == (Message(Role.SYSTEM, "Be careful."),)
    made = careful.beneath
    assert (made.base, made.model) == ("https://models.example.org/v1", "kitchen-1")
    assert made.sampling == Sampling(0.5, 0.9, 99)
    assert made.key is not None
    assert "spoon" not in repr(made)


@pytest.mark.parametrize("variable", ["", "KITCHEN_KEY_THAT_IS_NOT_SET"])
def test_without_a_key_none_is_sent(targets, variable):
    endpoint = set_up_endpoint(
        name="kitchen", base_url="https://models.example.org/v1", model="kitchen-1", key_variable=variable
    )
    assert targets.behind(set_up_target(name="plain", endpoint=endpoint)).key is None


def test_a_test_may_answer_instead(targets):
    row, scripted = make_target(), Scripted()
    targets.put(row.pk, scripted)
    assert targets.behind(row) is scripted


def test_targets_that_never_answered_have_nothing_to_close():
    async_to_sync(Targets().close)()


def test_a_key_that_is_replaced_is_sent_from_then_on_and_not_kept_in_clear(targets):
    row = make_target()
    give_key(endpoint=row.endpoint, secret="first-spoon")
    before = targets.behind(row)
    give_key(endpoint=row.endpoint, secret="second-spoon")
    after = targets.behind(row)
    assert (before.key(), after.key()) == ("first-spoon", "second-spoon")
    assert isinstance(after.key, SealedKey)
    assert "spoon" not in repr((after, after.key, targets._known))
    assert targets.behind(row) is after


def test_a_key_that_is_taken_away_is_sent_no_more(targets):
    row = make_target()
    give_key(endpoint=row.endpoint, secret="spoon")
    give_key(endpoint=row.endpoint, secret="")
    assert targets.behind(row).key is None


def test_targets_of_one_endpoint_share_what_they_learn_of_it(targets):
    endpoint = make_target("plain").endpoint
    one, other = targets.behind(make_target("plain")), targets.behind(make_target("careful"))
    assert one.breaker is other.breaker is targets.breakers.of(endpoint.pk)
    assert not targets.breakers.rests(endpoint.pk)
