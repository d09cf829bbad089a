"""The clock of invitations: at each deadline, and after each no, the next best is asked."""

from contextlib import suppress
from typing import TYPE_CHECKING

from django_tasks import task

from gadfly.calling import actions
from gadfly.calling.models import Calling, State
from gadfly.network.actions import send_letters
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime


@task()
def ask_next(calling: int) -> None:
    """Let what is overdue lapse, ask others in its place, and come back at their deadline."""
    asked = actions.pass_on(calling=calling, at=now())
    if asked:
        watch(calling, max(one.answer_by for one in asked))


@task()
def post_letters() -> None:
    """Hand the letters in that wait. Where there is no mail server they go on waiting."""
    with suppress(Refusal):
        send_letters(at=now())


def watch(calling: int, until: "datetime") -> None:
    """Have letters sent now, and the calling looked after when answers are due."""
    post_letters.enqueue()
    ask_next.using(run_after=until).enqueue(calling)


def take_up_callings() -> int:
    """Look after every calling with an answer overdue, as a worker that stood still left it."""
    overdue = Calling.objects.filter(
        invitations__state=State.ASKED, invitations__answer_by__lte=now()
    ).distinct()
    jobs = list(overdue.values_list("pk", flat=True))
    for job in jobs:
        ask_next.enqueue(job)
    return len(jobs)
