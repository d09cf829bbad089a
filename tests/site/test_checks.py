"""R28 and R2: each unsafe default is a reason not to serve, and each reason is a sentence."""

import pytest
from django.db import connection

from gadfly.people.actions import make_person
from gadfly.site import checks
from gadfly.site.checks import DEFAULT_ACCOUNTS, refusals, undurable
from tests.factories import NOON

pytestmark = pytest.mark.django_db

LONG = "q7Xv2mN9bR4tK8wZ1pL6sD3fG5hJ0cYaEuIoTzWxVnBrMkQe4u"


@pytest.fixture
def sound(settings, tmp_path, monkeypatch):
    """An installation that may serve, whose one fault each test adds."""
    settings.DEBUG = False
    settings.SECRET_KEY = LONG
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    settings.HTTPS = False
    settings.DATA_DIR, settings.MASTER_KEY = tmp_path, ""
    monkeypatch.setattr(checks, "data_dir", lambda: tmp_path)
    monkeypatch.delenv("GADFLY_SECRET_KEY", raising=False)
    return settings


def only(words):
    """Whether there is one reason, and it says `words`."""
    reasons = refusals()
    assert len(reasons) == 1, reasons
    return words in reasons[0]


def test_r28_a_sound_installation_serves(sound):
    assert refusals() == []


def test_r28_debug_is_refused(sound):
    sound.DEBUG = True
    assert any("GADFLY_DEBUG is on" in reason for reason in refusals())


@pytest.mark.parametrize(
    "key", ["short", LONG[:49], "a" * 60, "django-insecure-" + LONG, "ChangeMe" + LONG, "gadfly" + LONG]
)
def test_r28_a_short_or_known_key_is_refused(sound, key):
    sound.SECRET_KEY = key
    assert any("GADFLY_SECRET_KEY is known or short" in reason for reason in refusals())


@pytest.mark.parametrize("host", ["*", "*.example.org", ".example.org"])
def test_r28_a_wildcard_host_is_refused(sound, host):
    sound.HTTPS = True
    sound.ALLOWED_HOSTS = ["gadfly.example.org", host]
    assert any("holds a wildcard" in reason for reason in refusals())


def test_r28_a_host_beyond_this_machine_without_https_is_refused(sound):
    sound.ALLOWED_HOSTS = ["127.0.0.1", "gadfly.example.org"]
    assert only("set GADFLY_HTTPS to 1")


@pytest.mark.parametrize("name", ["ALLOWED_ORIGINS", "PRIVATE_ORIGINS"])
def test_an_origin_that_is_none_is_refused_before_anybody_chats(sound, name):
    setattr(sound, name, frozenset({"models.example.org"}))
    assert only("GADFLY_ALLOWED_ORIGINS and GADFLY_PRIVATE_ORIGINS: This is not a web address")


def test_a_table_of_floors_that_is_none_is_refused_before_anybody_is_paid(sound, tmp_path):
    sound.PAY_FLOORS = str(tmp_path / "floors.csv")
    assert only("GADFLY_PAY_FLOORS names a table of floors that cannot be used. The file cannot be read.")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_r28_a_key_file_that_others_can_read_is_refused(sound, tmp_path, mode):
    (tmp_path / "secret.key").touch(mode)
    (tmp_path / "secret.key").chmod(mode)
    assert only("chmod 600")


def test_r28_a_key_file_of_its_owner_is_fine_and_one_that_is_not_used_too(sound, tmp_path, monkeypatch):
    path = tmp_path / "secret.key"
    path.touch(0o600)
    assert refusals() == []
    path.chmod(0o644)
    monkeypatch.setenv("GADFLY_SECRET_KEY", LONG)
    assert refusals() == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_r28_a_master_key_that_others_can_read_is_refused(sound, tmp_path, mode):
    (tmp_path / "master.key").write_text(LONG)
    (tmp_path / "master.key").chmod(0o600)
    assert refusals() == []
    (tmp_path / "master.key").chmod(mode)
    assert only("master.key can be read by others on this machine. Run: chmod 600 on it.")


def test_r28_a_master_key_that_can_be_guessed_is_refused(sound):
    sound.MASTER_KEY = "spoon"
    assert only("GADFLY_MASTER_KEY holds a key that can be guessed")


@pytest.mark.parametrize("email", DEFAULT_ACCOUNTS)
def test_r28_a_default_account_is_refused(sound, email):
    make_person(email=email, name="Somebody", at=NOON)
    assert only(f"default account, {email}")


def test_r28_a_default_account_that_is_closed_is_no_danger(sound):
    person, _ = make_person(email=DEFAULT_ACCOUNTS[0], name="Somebody", at=NOON)
    type(person).objects.update(is_active=False)
    assert refusals() == []


def test_r28_a_warning_of_djangos_deployment_check_is_refused(sound):
    sound.X_FRAME_OPTIONS = "SAMEORIGIN"
    assert only("security.W019")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SECURE_SSL_REDIRECT", False, "security.W008"),
        ("SESSION_COOKIE_SECURE", False, "security.W012"),
        ("CSRF_COOKIE_SECURE", False, "security.W016"),
        ("SECURE_HSTS_SECONDS", 0, "security.W004"),
    ],
)
def test_r28_what_is_forgiven_on_loopback_is_refused_behind_https(sound, name, value, code):
    behind_https = {
        "HTTPS": True,
        "ALLOWED_HOSTS": ["gadfly.example.org"],
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_HSTS_PRELOAD": True,
    }
    for each, safe in behind_https.items():
        setattr(sound, each, safe)
    assert refusals() == []
    setattr(sound, name, value)
    assert only(code)


def test_looking_leaves_the_settings_as_they_were(sound):
    before = list(sound.SILENCED_SYSTEM_CHECKS), list(sound.MIDDLEWARE)
    refusals()
    assert before == (sound.SILENCED_SYSTEM_CHECKS, sound.MIDDLEWARE)


def test_a_database_without_tables_says_what_to_run(sound, monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    assert only("Run: gadfly migrate")


def test_r2_the_database_under_test_is_durable():
    assert list(undurable()) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PRAGMA synchronous is SQLite's")
@pytest.mark.django_db(transaction=True)  # it cannot be changed within a transaction
@pytest.mark.parametrize("level", ["OFF", "NORMAL"])
def test_r2_sqlite_that_does_not_sync_each_commit_is_refused(sound, level):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={level}")
    try:
        assert only("synchronous is under FULL")
    finally:
        connection.close()
