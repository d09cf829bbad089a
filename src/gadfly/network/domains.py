"""The domains that members may know: data of the package, in versions, each with its other names."""

import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Domain(NamedTuple):
    """A field of knowledge: its name in rows and files, its name on pages, and what else it is called."""

    slug: str
    name: str
    aliases: tuple[str, ...]


class Domains(NamedTuple):
    """One version of the list."""

    version: str
    listed: tuple[Domain, ...]

    def called(self, words: str) -> Domain | None:
        """Return the domain with this slug, name or alias, whatever its capitals; None for no such one."""
        wanted = _plain(words)
        return next((one for one in self.listed if wanted in map(_plain, (one[0], one[1], *one[2]))), None)

    def name_of(self, slug: str) -> str:
        """Return the name of a domain; of one that the list has no more, what was kept."""
        return next((one.name for one in self.listed if one.slug == slug), slug)


@cache
def domains() -> Domains:
    """Return the list as it is in this version of Gadfly."""
    told = json.loads(files("gadfly.network").joinpath("domains.json").read_text(encoding="utf-8"))
    listed = (Domain(one["slug"], one["name"], tuple(one["aliases"])) for one in told["domains"])
    return Domains(told["version"], tuple(listed))


def _plain(words: str) -> str:
    return " ".join(words.replace("–", "-").casefold().split())
