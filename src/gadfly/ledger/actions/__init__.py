"""Writing time and pay. Each verb is one transaction, safe to repeat, and returns what it made."""

from gadfly.ledger.actions.cards import set_card
from gadfly.ledger.actions.drawing import draw_statements
from gadfly.ledger.actions.runs import export_run
from gadfly.ledger.actions.steps import approve, discard, send_back, submit
from gadfly.ledger.actions.time import ask_correction, decide_correction, note_time, say_country

__all__ = [
    "approve",
    "ask_correction",
    "decide_correction",
    "discard",
    "draw_statements",
    "export_run",
    "note_time",
    "say_country",
    "send_back",
    "set_card",
    "submit",
]
