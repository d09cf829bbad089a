"""Writing the network. Each verb is one transaction, safe to repeat, and returns what it made."""

from gadfly.network.actions.applying import accept_offer, begin, forget, new_link, save_step, submit, withdraw
from gadfly.network.actions.contracts import (
    ask_for_terms,
    ask_to_sign,
    countersign,
    decline,
    note_viewed,
    publish,
    sign,
)
from gadfly.network.actions.importing import import_applicants
from gadfly.network.actions.letters import send_letters, write_to_member
from gadfly.network.actions.readings import appoint, recuse, score
from gadfly.network.actions.running import Vetting, appointed, close_round, open_round, set_charter
from gadfly.network.actions.stages import WAYS, choices_of, decide

__all__ = [
    "WAYS",
    "Vetting",
    "accept_offer",
    "appoint",
    "appointed",
    "ask_for_terms",
    "ask_to_sign",
    "begin",
    "choices_of",
    "close_round",
    "countersign",
    "decide",
    "decline",
    "forget",
    "import_applicants",
    "new_link",
    "note_viewed",
    "open_round",
    "publish",
    "recuse",
    "save_step",
    "score",
    "send_letters",
    "set_charter",
    "sign",
    "submit",
    "withdraw",
    "write_to_member",
]
