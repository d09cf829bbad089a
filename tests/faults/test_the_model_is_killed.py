"""The embedded model is killed in the middle of a reply: it is started again and no turn is lost."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync

from gadfly.attacks.actions import open_turn, reopen_turn
from gadfly.attacks.live import Live
from gadfly.attacks.live.targets import Targets
from gadfly.attacks.models import Candidate, Turn
from gadfly.campaigns.models import Reveal, Target
from gadfly.science.dialogue import Sampling, State
from gadfly.science.targets import embedded
from gadfly.science.targets.breaker import Breaker
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.key import Key
from gadfly.shared.outbound import Origins, Outbound
from gadfly.shared.writer import DirectWriter
from tests.cast import cast
from tests.factories import NOON, make_attack, make_open_campaign, make_target, make_wish
from tests.patience import until
from tests.processes import heard, started
from tests.running import free_port
from tests.weights import weights

__all__ = ["cast", "weights"]

pytestmark = [pytest.mark.model, pytest.mark.fault]

SECRET = "a secret of this run only"
KEPT_RUNNING = """
import sys
from pathlib import Path
from gadfly.science.targets import embedded
from gadfly.shared.supervisor import Child, Supervisor

weights, port, log = sys.argv[1:]
model = Child("the model", embedded.command(Path(weights), port=int(port)), Path(log), ready=embedded.READY)
with Supervisor([model], say=lambda news: print(news, flush=True)) as family:
    if family.start():
        print(family._lives[0]._process.pid, flush=True)
        family.watch()
"""


@dataclass
class Model:
    """The model as its supervisor keeps it: where it is, which process it was first, and what it says."""

    port: int
    pid: int
    log: Path

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    async def sleep(self, _seconds: float = 0) -> None:
        """Sleep as an endpoint does between tries, but until the model has started a second time."""
        await until(lambda: self.log.read_text().count(embedded.READY) > 1)

    def targets(self, http: Outbound) -> Targets:
        """Let it answer for every target there is."""
        targets, breaker = Targets(), Breaker()
        for row in Target.objects.all():
            targets.put(
                row.pk,
                Endpoint(
                    http=http,
                    base=self.base,
                    model=embedded.NAME,
                    key=Key(SECRET),
                    sampling=Sampling(max_tokens=48),
                    n_in_one=True,
                    breaker=breaker,
                    sleep=self.sleep,
                ),
            )
        return targets


@pytest.fixture
def model(weights, tmp_path) -> Iterator[Model]:
    port, log = free_port(), tmp_path / "log"
    command = (sys.executable, "-c", KEPT_RUNNING, str(weights), str(port), str(log))
    with started(command, stdout=-1, env={**os.environ, embedded.KEY: SECRET}) as supervisor:
        yield Model(port, int(heard(supervisor, "\n")), log)
        supervisor.terminate()
        supervisor.wait(60)


@pytest.fixture
def attack(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=make_wish(make_target()))
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)
    attack.terms.reveal = Reveal.STREAM  # frozen terms do not change in the database
    return attack


def say(attack):
    return lambda: open_turn(attack=attack, key="one", text="How long may I keep rice?", at=NOON)


def ask_again(attack):
    return lambda: reopen_turn(attack=attack, number=1, attempt=2, at=NOON)


async def follow(process, job, *, then=lambda _chunk: None):
    """Send a message and return the last event of its stream; `then` hears of each."""
    chunk = b""
    async with aclosing(process.follow(await process.open(job))) as stream:
        async for chunk in stream:
            then(chunk)
    return chunk


def states():
    return list(Candidate.objects.order_by("attempt", "position").values_list("state", flat=True))


def run(model, job):
    """Run `job` in a process of the site whose targets are all the model."""
    writes = DirectWriter()

    async def in_a_loop():
        async with Outbound(Origins.of(private=[model.base])) as http:
            targets = await writes(lambda: model.targets(http))
            return await job(Live(writes=writes, targets=targets, limit=8))

    return async_to_sync(in_a_loop)()


def test_a_reply_of_which_nothing_was_shown_is_asked_for_again_by_itself(model, attack):
    async def killed_before_the_first_word(process):
        model.send(signal.SIGSTOP)  # so that no word can come

        def kill(chunk):
            if chunk.startswith(b"event: saved"):
                model.send(signal.SIGKILL)

        return await follow(process, say(attack), then=kill)

    last = run(model, killed_before_the_first_word)
    assert b'"complete"' in last
    assert states() == [State.COMPLETE] * 2


def test_a_reply_that_was_cut_is_kept_and_the_next_one_comes_at_once(model, attack):
    async def killed_after_the_first_words(process):
        left = [signal.SIGKILL]

        def kill(chunk):
            if left and chunk.startswith(b"event: tokens"):
                model.send(left.pop())

        broken = await follow(process, say(attack), then=kill)
        await model.sleep()
        return broken, await follow(process, ask_again(attack))

    broken, again = run(model, killed_after_the_first_words)
    assert (b'"broken"' in broken, b'"complete"' in again) == (True, True)
    assert states() == [State.INTERRUPTED] * 2 + [State.COMPLETE] * 2
    assert "".join(Candidate.objects.filter(attempt=1).values_list("text", flat=True))
    assert Turn.objects.get().human == "How long may I keep rice?"
