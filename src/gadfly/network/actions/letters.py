"""Letters: written from templates as rows, sent by e-mail when somebody runs the sending."""

import smtplib
from datetime import datetime
from importlib.resources import files
from string import Template

from django.core.mail import EmailMessage

from gadfly.network.models import Application, Letter
from gadfly.shared.durable import durable

SUBJECTS = {
    "received": "Your application has arrived",
    "task": "Your application: a paid sample task",
    "offered": "Your application: an offer to join",
    "rejected": "Your application: not this time",
    "active": "Welcome to the network",
}
MOST_TRIES = 5


def write_letter(*, application: Application, template: str, at: datetime) -> Letter:
    """Write a letter to the applicant. Runs inside the transaction of what it tells of."""
    form = files("gadfly.network").joinpath("letters", f"{template}.txt").read_text(encoding="utf-8")
    again = application.reapply_at
    body = Template(form).substitute(
        name=application.answers["about"]["name"],
        task=application.round.sample_task,
        feedback=application.feedback,
        again=f"{again:%d %B %Y}" if again else "",
    )
    return Letter.objects.create(
        application=application, template=template, subject=SUBJECTS[template], body=body, made_at=at
    )


def send_letters(*, at: datetime, most: int = 500) -> tuple[int, int]:
    """Send what waits by Django's e-mail settings; return how many went out and how many did not.

    A letter is marked once the server has taken it. Killed in between, it goes out twice rather
    than never. One that fails five times is left alone.
    """
    waiting = Letter.objects.filter(sent_at=None, tries__lt=MOST_TRIES).select_related("application")
    sent = failed = 0
    for letter in waiting.order_by("pk")[:most]:
        letter.tries += 1
        try:
            EmailMessage(letter.subject, letter.body, to=[letter.application.email]).send()
        except (smtplib.SMTPException, OSError):
            failed += 1
        else:
            letter.sent_at = at
            sent += 1
        with durable():
            letter.save(update_fields=["sent_at", "tries"])
    return sent, failed
