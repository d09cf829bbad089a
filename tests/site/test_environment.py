"""Every variable stands in one table, and nothing else reads the environment."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from gadfly.site import environment
from gadfly.site.environment import VARIABLES, SettingError, data_dir, listed, number, read
from tests.house.tree import SOURCE, Place, listing, parsed, source
from tests.patience import PATIENCE

OTHERS = {
    SOURCE / "cli" / "__init__.py": "hands --data-dir on",
    SOURCE / "cli" / "cluster.py": "reads which cluster, and tells a library to report nothing",
    SOURCE / "cli" / "demo.py": "sets what its children read",
    SOURCE / "cli" / "given_key.py": "reads the key whose name was given",
    SOURCE / "cli" / "insights.py": "tells the linear algebra to take one thread",
    SOURCE / "cli" / "learning.py": "reads which of several processes it is",
    SOURCE / "campaigns" / "sealing.py": "reads the key whose name was given",
    SOURCE / "science" / "preference" / "states.py": "finds the pulled weights, where no site is",
    SOURCE / "science" / "preference" / "teaching.py": "tells a library to stay off the network",
    SOURCE / "science" / "targets" / "embedded.py": "the child that is the model",
    SOURCE / "shared" / "judging.py": "reads where a judge may be asked, of whoever runs it",
    SOURCE / "shared" / "supervisor.py": "hands all of it to its children",
    SOURCE / "site" / "asgi.py": "names the settings",
}
"""Who may look at the environment beside the table, and for what."""


def test_a_variable_that_is_not_set_or_empty_has_its_default():
    assert read("GADFLY_STREAMS", {}) == read("GADFLY_STREAMS", {"GADFLY_STREAMS": ""}) == "400"
    assert read("GADFLY_STREAMS", {"GADFLY_STREAMS": "7"}) == "7"


def test_a_variable_outside_the_table_cannot_be_read():
    with pytest.raises(KeyError):
        read("GADFLY_NOTHING", {})


def test_each_variable_is_there_once_and_says_what_it_means():
    names = [variable.name for variable in VARIABLES]
    assert len(names) == len(set(names))
    assert [variable.name for variable in VARIABLES if not variable.meaning] == []


def test_values_between_commas_are_taken_apart(monkeypatch):
    monkeypatch.setenv("GADFLY_HOSTS", " one.example , ,two.example,")
    assert listed("GADFLY_HOSTS") == ["one.example", "two.example"]


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "²"])
def test_a_number_that_is_none_is_said_with_its_name(monkeypatch, value):
    monkeypatch.setenv("GADFLY_STREAMS", value)
    with pytest.raises(SettingError, match="GADFLY_STREAMS must be a whole number of 1 or more"):
        number("GADFLY_STREAMS")


def test_the_data_directory_is_an_absolute_path(monkeypatch):
    monkeypatch.setenv("GADFLY_DATA_DIR", "~/somewhere")
    assert data_dir() == Path.home() / "somewhere"


def test_nothing_else_reads_the_environment():
    readers = (path for path in source(".py") if path not in {*OTHERS, Path(environment.__file__)})
    found = (
        Place(path, node.lineno, ast.unparse(node))
        for path in readers
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"}
    )
    assert listing(found) == ""


def test_settings_are_read_once_when_the_process_starts(own_environment):
    code = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "gadfly.site.settings"
django.setup()
from django.conf import settings
before = settings.STREAMS, settings.DEBUG, settings.SECRET_KEY
os.environ |= {"GADFLY_STREAMS": "3", "GADFLY_DEBUG": "1", "GADFLY_SECRET_KEY": "another"}
assert (settings.STREAMS, settings.DEBUG, settings.SECRET_KEY) == before == (400, False, before[2])
"""
    subprocess.run((sys.executable, "-c", code), env=own_environment, check=True, timeout=PATIENCE)
