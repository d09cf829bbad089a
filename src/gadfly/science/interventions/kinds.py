"""The kinds of steps a recipe may have, and how their parameters read in JSON."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from types import MappingProxyType
from typing import Any

from gadfly.science.interventions import Intervention
from gadfly.science.interventions.critique import CritiqueAndRevise
from gadfly.science.interventions.filter import Filter
from gadfly.science.interventions.fine_tuned import FineTuned
from gadfly.science.interventions.plain import Plain
from gadfly.science.interventions.prompted import Prompted
from gadfly.science.interventions.rejection import Rank, RejectionSampling
from gadfly.science.interventions.system_prompt import SystemPrompt
from gadfly.science.preference import PreferenceModel

Scorers = Callable[[str], PreferenceModel]
"""Finds a preference model by its name, as steps name it; raises KeyError where there is none."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a parameter may be: in words, whether a JSON value fits, from JSON, and back to it."""

    words: str
    fits: Callable[[Any], bool]
    read: Callable[[Any, Scorers], Any] = lambda value, _: value
    write: Callable[[Any], Any] = lambda value: value


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


FLAG = Value("true or false", lambda value: isinstance(value, bool))
TEXT = Value("a text", lambda value: isinstance(value, str))
WORDS = Value("a text that is not empty", _is_text)
WHOLE = Value("a whole number", lambda value: type(value) is int)  # a bool is an int, too
NUMBER = Value("a number", lambda value: type(value) in {int, float}, lambda value, _: float(value))
LIST = Value(
    "a list of texts that are not empty",
    lambda value: isinstance(value, list) and all(map(_is_text, value)),
    lambda value, _: tuple(value),
    list,
)
RANK = Value(
    " or ".join(f'"{rank}"' for rank in Rank),
    lambda value: isinstance(value, str) and value in list(Rank),
    lambda value, _: Rank(value),
    str,
)
SCORER = Value(
    "the name of a scorer", _is_text, lambda value, scorers: scorers(value), lambda model: model.scorer
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of step: the class it makes, its parameters, and those that the class calls otherwise."""

    of: type[Any]
    parameters: Mapping[str, Value]
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def required(self) -> tuple[str, ...]:
        """The parameters that may not be left out."""
        plain = {one.name for one in fields(self.of) if one.default is one.default_factory is MISSING}
        return tuple(name for name in self.parameters if self.attribute(name) in plain)

    def attribute(self, parameter: str) -> str:
        """Return what the class calls a parameter."""
        return self.called.get(parameter, parameter)

    def made(self, values: Mapping[str, Any]) -> Intervention:
        """Return the intervention with these values of its parameters. Raises ValueError."""
        made: Intervention = self.of(**{self.attribute(name): value for name, value in values.items()})
        return made


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "plain": Kind(Plain, {"example": FLAG}),
        "prompted": Kind(Prompted, {"text": WORDS}),
        "rejection sampling": Kind(
            RejectionSampling, {"scorer": SCORER, "k": WHOLE, "keep": WHOLE, "rule": RANK}
        ),
        "fine-tuned": Kind(FineTuned, {"model": WORDS, "revision": TEXT}),
        "system prompt": Kind(SystemPrompt, {"text": WORDS}),
        "critique and revise": Kind(CritiqueAndRevise, {"principles": LIST, "rounds": WHOLE}),
        "filter": Kind(
            Filter, {"scorer": SCORER, "threshold": NUMBER, "says": WORDS}, {"scorer": "classifier"}
        ),
    }
)
"""Every kind of step by its name."""
