"""Without the extra there is one plain sentence, and no traceback."""

import sys
from types import ModuleType

import pytest

from gadfly.science.atlas import AtlasError
from gadfly.science.atlas.drawing import atlas_of
from gadfly.science.atlas.extra import needed
from gadfly.science.atlas.layout import Method


class Hidden:
    """A finder before all others that does not find some packages, as if they were not installed."""

    def __init__(self, *names):
        self.names = names

    def find_spec(self, name, *_where):
        if name in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


@pytest.fixture
def hide(monkeypatch):
    def hidden(*names):
        monkeypatch.setattr(sys, "meta_path", [Hidden(*names), *sys.meta_path])
        for name in [one for one in sys.modules if one.partition(".")[0] in names]:
            monkeypatch.delitem(sys.modules, name)

    return hidden


def test_without_the_extra_one_sentence_says_how_to_get_it(hide):
    hide("faiss")
    with pytest.raises(
        AtlasError, match=r"^This map needs the package faiss-cpu: run pip install 'gadfly\[ins"
    ):
        atlas_of(["soup", "bread"])


def test_umap_is_an_option_only_where_it_is_installed(hide):
    hide("umap")
    with pytest.raises(AtlasError, match=r"pip install umap-learn and try again\.$"):
        atlas_of(["soup", "bread", "salt", "rice", "tea"], method=Method.UMAP)


def test_a_package_that_lacks_something_itself_is_not_called_missing(tmp_path, monkeypatch):
    (tmp_path / "umap.py").write_text("import surely_not_installed")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "umap", raising=False)
    with pytest.raises(ModuleNotFoundError, match="surely_not_installed"):
        needed("umap")


def test_an_installed_package_is_imported():
    assert isinstance(needed("sklearn.cluster"), ModuleType)
