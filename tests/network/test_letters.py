"""Letters go out over real SMTP, once each; what the server does not take waits."""

import pytest

from gadfly.network.actions import send_letters
from gadfly.network.models import Application, Letter
from gadfly.shared.refusal import Refusal
from tests.factories import NOON
from tests.network.factories import make_application, make_members, make_round
from tests.network.post import post_office


@pytest.fixture
def smtp(settings):
    """Django's own tests replace the backend; here the real one sends."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.DEFAULT_FROM_EMAIL = (
        "127.0.0.1",
        False,
        "net@example.org",
    )
    return settings


@pytest.fixture
def application(db):
    return make_application(round_=make_round(scorers=make_members(2)))


def test_a_letter_goes_out_once_with_its_words_and_no_link(smtp, application):
    with post_office() as office:
        smtp.EMAIL_PORT = office.server_address[1]
        assert send_letters(at=NOON) == (1, 0)
        assert send_letters(at=NOON) == (0, 0)
    [told] = office.taken
    for words in (
        f"To: {application.email}",
        "From: net@example.org",
        "Your application has arrived",
        "Hello Nia Example",
    ):
        assert words in told
    assert "http" not in told
    assert Letter.objects.get().sent_at == NOON


def test_what_the_server_refuses_waits_and_the_others_go(smtp, application):
    other = make_application(round_=application.round)
    with post_office(refused=application.email) as office:
        smtp.EMAIL_PORT = office.server_address[1]
        assert [send_letters(at=NOON) for _ in range(6)] == [(1, 1), *[(0, 1)] * 4, (0, 0)]
    assert len(office.taken) == 1
    assert Letter.objects.get(application=other).sent_at == NOON


@pytest.mark.parametrize(
    ("host", "sentence"), [("127.0.0.1", "cannot be reached"), ("", "Set GADFLY_MAIL_URL")]
)
def test_without_a_server_nothing_counts_as_tried(smtp, application, host, sentence):
    smtp.EMAIL_HOST, smtp.EMAIL_PORT = host, 9
    with pytest.raises(Refusal, match=sentence):
        send_letters(at=NOON)
    assert Letter.objects.get().tries == 0


def test_letters_are_as_their_templates_say_with_text_taken_literally(application):
    Application.objects.update(
        answers={**application.answers, "about": {**application.answers["about"], "name": "$task"}}
    )
    application.refresh_from_db()
    from gadfly.network.actions.letters import write_letter  # noqa: PLC0415 -- it is no verb of its own

    assert write_letter(application=application, template="active", at=NOON).body.startswith("Hello $task,")
