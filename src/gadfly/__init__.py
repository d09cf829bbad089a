"""Gadfly: gather a network of experts to red-team AI systems, and measure whether they got better.

What stands here is for notebooks and scripts; no site is needed. Each name is imported when it is
first asked for, so that `import gadfly` costs nothing.

    model = gadfly.compose(gadfly.Prompted(), ranking).on(target)
    reply = await model.reply("How long do I boil an egg?", n=2)
"""

from importlib import import_module

TYPE_CHECKING = False  # what type checkers read, without the milliseconds that typing takes to load
if TYPE_CHECKING:
    from gadfly.science.dialogue import Candidate, Dialogue, Message, Role, Sampling, State, Turn
    from gadfly.science.interventions import Card, Intervention, Work
    from gadfly.science.interventions.composing import compose
    from gadfly.science.interventions.critique import CritiqueAndRevise
    from gadfly.science.interventions.filter import Filter
    from gadfly.science.interventions.fine_tuned import FineTuned
    from gadfly.science.interventions.plain import Plain
    from gadfly.science.interventions.prompted import Prompted
    from gadfly.science.interventions.rejection import Rank, RejectionSampling
    from gadfly.science.interventions.system_prompt import SystemPrompt
    from gadfly.science.preference import PreferenceModel, Reply
    from gadfly.science.preference.kinds import fit
    from gadfly.science.preference.pairs.reading import read_pairs
    from gadfly.science.preference.store import scorer_called
    from gadfly.science.targets import Account, Collected, Target, TargetError
    from gadfly.science.targets.endpoint import Endpoint
    from gadfly.science.targets.forms import Form
    from gadfly.science.targets.scripted import Fault, Scripted
    from gadfly.shared.outbound.connecting import connect

__version__ = "0.1.0"

_HOMES = {
    "Account": "gadfly.science.targets",
    "Candidate": "gadfly.science.dialogue",
    "Card": "gadfly.science.interventions",
    "Collected": "gadfly.science.targets",
    "CritiqueAndRevise": "gadfly.science.interventions.critique",
    "Dialogue": "gadfly.science.dialogue",
    "Endpoint": "gadfly.science.targets.endpoint",
    "Fault": "gadfly.science.targets.scripted",
    "Filter": "gadfly.science.interventions.filter",
    "FineTuned": "gadfly.science.interventions.fine_tuned",
    "Form": "gadfly.science.targets.forms",
    "Intervention": "gadfly.science.interventions",
    "Message": "gadfly.science.dialogue",
    "Plain": "gadfly.science.interventions.plain",
    "PreferenceModel": "gadfly.science.preference",
    "Prompted": "gadfly.science.interventions.prompted",
    "Rank": "gadfly.science.interventions.rejection",
    "RejectionSampling": "gadfly.science.interventions.rejection",
    "Reply": "gadfly.science.preference",
    "Role": "gadfly.science.dialogue",
    "Sampling": "gadfly.science.dialogue",
    "Scripted": "gadfly.science.targets.scripted",
    "State": "gadfly.science.dialogue",
    "SystemPrompt": "gadfly.science.interventions.system_prompt",
    "Target": "gadfly.science.targets",
    "TargetError": "gadfly.science.targets",
    "Turn": "gadfly.science.dialogue",
    "Work": "gadfly.science.interventions",
    "compose": "gadfly.science.interventions.composing",
    "connect": "gadfly.shared.outbound.connecting",
    "fit": "gadfly.science.preference.kinds",
    "read_pairs": "gadfly.science.preference.pairs.reading",
    "scorer_called": "gadfly.science.preference.store",
}
"""Where each public name lives; the same names as above and below, which a test compares."""

__all__ = [
    "Account",
    "Candidate",
    "Card",
    "Collected",
    "CritiqueAndRevise",
    "Dialogue",
    "Endpoint",
    "Fault",
    "Filter",
    "FineTuned",
    "Form",
    "Intervention",
    "Message",
    "Plain",
    "PreferenceModel",
    "Prompted",
    "Rank",
    "RejectionSampling",
    "Reply",
    "Role",
    "Sampling",
    "Scripted",
    "State",
    "SystemPrompt",
    "Target",
    "TargetError",
    "Turn",
    "Work",
    "__version__",
    "compose",
    "connect",
    "fit",
    "read_pairs",
    "scorer_called",
]


def __dir__() -> list[str]:
    return sorted(__all__)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Return a public name from its home, and keep it."""
        if name not in _HOMES:
            raise AttributeError(f"module 'gadfly' has no attribute {name!r}")
        found = getattr(import_module(_HOMES[name]), name)
        globals()[name] = found
        return found
