"""Work in the background: test items are put to targets."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django_tasks import task

from gadfly.attacks.live.targets import Targets
from gadfly.findings.actions import retest
from gadfly.findings.models import GOES_ON, Retest
from gadfly.science.dialogue import Message
from gadfly.science.targets import Collected
from gadfly.shared.clock import now

if TYPE_CHECKING:
    from gadfly.campaigns.models import Target


@task()
def run_retest(job: int) -> None:
    """Put a finding's test items to a target."""
    retest(job=job, ask=ask, clock=now)


def ask(target: "Target", messages: Sequence[Message], samples: int, seed: int) -> Collected:
    """Return the target's answers, asked for over the guarded client."""
    return asyncio.run(_asked(target, messages, samples, seed))


async def _asked(row: "Target", messages: Sequence[Message], samples: int, seed: int) -> Collected:
    targets = Targets()
    try:
        return await targets.of(row).reply(messages, n=samples, seed=seed)
    finally:
        await targets.close()


def take_up_retests() -> int:
    """Ask again for runs that a worker left unfinished; return how many."""
    jobs = list(Retest.objects.filter(state__in=GOES_ON).values_list("pk", flat=True))
    for job in jobs:
        run_retest.enqueue(job)
    return len(jobs)
