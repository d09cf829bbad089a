"""A process whose targets are all one scripted one."""

from gadfly.attacks.live import Live, install
from gadfly.attacks.live.targets import Targets
from gadfly.campaigns.models import Target
from gadfly.science.targets import Target as Answering
from gadfly.shared.writer import DirectWriter


def answer_with(target: Answering, *, limit: int = 8) -> Live:
    """Let `target` answer for every arm there is now."""
    targets = Targets()
    for row in Target.objects.all():
        targets.put(row.pk, target)
    process = Live(writes=DirectWriter(), targets=targets, limit=limit)
    install(process)
    return process
