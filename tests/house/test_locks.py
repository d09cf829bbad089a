"""The lock files hold what pyproject.toml asks for, once, for users and developers alike."""

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def locked(name: str) -> set[tuple[str, str]]:
    """Return names and versions. One name may have several, for several Pythons."""
    pins = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE)
    return {(canonicalize_name(package), version) for package, version in pins}


def missing(wanted: list[str], lock: set[tuple[str, str]]) -> list[str]:
    """Return the requirements that no locked version fulfils."""
    needs = [Requirement(words) for words in wanted]
    return [
        str(need)
        for need in needs
        if not any(name == canonicalize_name(need.name) and need.specifier.contains(v) for name, v in lock)
    ]


def test_users_get_what_the_project_asks_for():
    extras = PROJECT["project"]["optional-dependencies"]["postgres"]
    wanted = [*PROJECT["project"]["dependencies"], *extras, *PROJECT["dependency-groups"]["build"]]
    assert missing(wanted, locked("requirements.lock")) == []


def test_who_draws_charts_and_maps_gets_the_same_and_what_they_take():
    extras = PROJECT["project"]["optional-dependencies"]["insights"]
    assert missing(extras, locked("requirements-insights.lock")) == []
    assert locked("requirements.lock") - locked("requirements-insights.lock") == set()


def test_who_works_on_a_cluster_gets_the_same_and_what_it_takes():
    extras = PROJECT["project"]["optional-dependencies"]["ray"]
    assert missing(extras, locked("requirements-ray.lock")) == []
    assert locked("requirements.lock") - locked("requirements-ray.lock") == set()


def test_developers_get_the_same_and_their_tools():
    assert missing(PROJECT["dependency-groups"]["dev"], locked("requirements-dev.lock")) == []
    assert locked("requirements-insights.lock") - locked("requirements-dev.lock") == set()


def test_the_base_install_is_free_of_torch_and_pandas():
    assert {name for name, _ in locked("requirements.lock")} & {"torch", "pandas", "transformers"} == set()
