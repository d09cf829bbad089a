"""Tables of the network."""

from gadfly.network.models.applications import Application, Reading, SelfDescription, Stage, Transition
from gadfly.network.models.contracts import Contract, Event, Kind, Signature, Version
from gadfly.network.models.intake import Charter, Letter, Round

__all__ = [
    "Application",
    "Charter",
    "Contract",
    "Event",
    "Kind",
    "Letter",
    "Reading",
    "Round",
    "SelfDescription",
    "Signature",
    "Stage",
    "Transition",
    "Version",
]
