"""Letters: written from templates as rows, sent by e-mail when somebody runs the sending."""

import smtplib
from datetime import datetime
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from gadfly.network.models import Application, Letter, Stage
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.people.models import Person

SUBJECTS = {
    "received": "Your application has arrived",
    "task": "Your application: a paid sample task",
    "offered": "Your application: an offer to join",
    "rejected": "Your application: not this time",
    "active": "Welcome to the network",
    "called": "A campaign would like you to take part",
}
MOST_TRIES = 5


def write_to_member(*, person: "Person", template: str, at: datetime, **words: str) -> Letter | None:
    """Write a letter to a member, at the address they joined by; None to who joined by no application.

    Runs inside the transaction of what it tells of. `words` stand in the template; none may be what a
    contract covers.
    """
    rows = Application.objects.filter(person=person, stage=Stage.ACTIVE).select_related("round")
    application = rows.order_by("-pk").first()
    if application is None:
        return None
    return write_letter(application=application, template=template, at=at, **words)


def write_letter(*, application: Application, template: str, at: datetime, **words: str) -> Letter:
    """Write a letter to the applicant. Runs inside the transaction of what it tells of."""
    form = files("gadfly.network").joinpath("letters", f"{template}.txt").read_text(encoding="utf-8")
    again = application.reapply_at
    body = Template(form).substitute(
        name=application.answers["about"]["name"],
        task=application.round.sample_task,
        feedback=application.feedback,
        again=f"{again:%d %B %Y}" if again else "",
        **words,
    )
    return Letter.objects.create(
        application=application, template=template, subject=SUBJECTS[template], body=body, made_at=at
    )


def send_letters(*, at: datetime, most: int = 500) -> tuple[int, int]:
    """Send what waits by Django's e-mail settings; return how many went out and how many did not.

    A letter is marked once the server has taken it. Killed in between, it goes out twice rather
    than never. One that the server refuses five times is left alone. Raises Refusal when there is
    no server, or it cannot be reached: then no letter counts as tried.
    """
    if not settings.EMAIL_HOST:
        raise Refusal("Nothing says where to hand letters in. Set GADFLY_MAIL_URL; they wait until then.")
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError):
        raise Refusal("The mail server cannot be reached. The letters wait; try again later.") from None
    waiting = Letter.objects.filter(sent_at=None, tries__lt=MOST_TRIES).select_related("application")
    sent = [_send(letter, connection, at) for letter in waiting.order_by("pk")[:most]]
    connection.close()
    return sum(sent), len(sent) - sum(sent)


def _send(letter: Letter, connection: BaseEmailBackend, at: datetime) -> bool:
    message = EmailMessage(letter.subject, letter.body, to=[letter.application.email], connection=connection)
    letter.tries += 1
    try:
        message.send()
    except (smtplib.SMTPException, OSError):
        taken = False
    else:
        letter.sent_at, taken = at, True
    with durable():
        letter.save(update_fields=["sent_at", "tries"])
    return taken
