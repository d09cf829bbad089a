"""What every test stands on: a data directory of its own, a database, a browser. No cast, no objects.

Tests run on SQLite; under GADFLY_DATABASE_URL they run on that PostgreSQL instead
(`python -m tools.postgres pytest ...`). What a machine lacks is skipped with a reason, but fails
when CI is set: there nothing may be left out.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING
from uuid import uuid4

import django
import hypothesis
import psycopg
import pytest

from tools import postgres

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_data = tempfile.TemporaryDirectory(prefix="gadfly-tests-", ignore_cleanup_errors=True)
os.environ["GADFLY_DATA_DIR"] = _data.name  # before any settings are read
os.environ["DJANGO_SETTINGS_MODULE"] = "gadfly.site.settings"
django.setup()

hypothesis.settings.register_profile("house", deadline=None, print_blob=True)  # no test is timed
hypothesis.settings.load_profile("house")

_CHROMIUM = (
    "--headless=new",
    "--no-sandbox",  # CI runs as root; the pages are our own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a second run, on another database, leave out what never touches one."""
    parser.addoption("--database-only", action="store_true", help="run only tests that use the database")


def pytest_unconfigure() -> None:
    """Leave nothing behind: the processes of a parallel run end too abruptly to do it by themselves."""
    _data.cleanup()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Honour --database-only."""
    if config.getoption("database_only"):
        kept = [item for item in items if _touches_the_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept


def _touches_the_database(item: pytest.Item) -> bool:
    if "any_database" in item.keywords:
        return False
    fixtures = {"db", "transactional_db", "own_environment"}
    return "django_db" in item.keywords or bool(fixtures & set(getattr(item, "fixturenames", ())))


def _lacking(what: str) -> None:
    """Skip the test for want of `what`; in CI fail it."""
    if os.environ.get("CI"):
        pytest.fail(f"CI leaves nothing out. {what}")
    pytest.skip(what)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project, which a plain clone does not have."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        _lacking("The real data (../shared/data) is not beside this clone.")
    return folder


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL of this session's own, whatever database the site under test uses."""
    if postgres.binaries() is None:
        _lacking(postgres.MISSING)
    with postgres.cluster() as running:
        yield running


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Whether the tests' database outlives them: a throw-away PostgreSQL takes its own along.

    It could not be dropped while a thread of the site's pool, which ends with the process, holds it.
    """
    return "GADFLY_DATABASE_URL" in os.environ


@pytest.fixture
def own_environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment for processes of Gadfly with a data directory and a database of their own.

    The database is empty and of the kind this run is about; it lives as long as the test.
    """
    environment = os.environ | {"GADFLY_DATA_DIR": str(tmp_path)}
    url = os.environ.get("GADFLY_DATABASE_URL")
    if not url:
        yield environment
        return
    name = f"own_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield environment | {"GADFLY_DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """Debian's Chromium, driven by Playwright, able to reach this machine only.

    Lives for a module: while Playwright's synchronous interface is open, its event loop counts
    as running in this thread. Tests here may use Django's database; tests elsewhere may be async.
    """
    program = which("chromium") or which("chromium-browser") or which("google-chrome")
    if program is None:
        _lacking("Chromium is not installed (on Debian: apt install chromium).")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- costs a second, few runs need it

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=program, args=_CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: "Browser") -> Iterator["Page"]:
    """A page in a fresh browser context: no cookies, nothing stored, a desk's width."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield context.new_page()
    context.close()
