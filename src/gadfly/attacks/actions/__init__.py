"""Writing attacks. Each verb is one transaction, safe to repeat, and returns what it made."""

from gadfly.attacks.actions.courses import end_attack, leave_open_attacks, skip_attack, start_attack
from gadfly.attacks.actions.crossings import report_crossing
from gadfly.attacks.actions.picks import record_pick, take_back_pick
from gadfly.attacks.actions.replies import Bill, close_turn, interrupt_stale, keep_partial
from gadfly.attacks.actions.reports import record_report
from gadfly.attacks.actions.rescoring import ask_rescoring
from gadfly.attacks.actions.scores import record_scores
from gadfly.attacks.actions.teaching import ask_teaching
from gadfly.attacks.actions.turns import OpenedTurn, open_turn, reopen_turn

__all__ = [
    "Bill",
    "OpenedTurn",
    "ask_rescoring",
    "ask_teaching",
    "close_turn",
    "end_attack",
    "interrupt_stale",
    "keep_partial",
    "leave_open_attacks",
    "open_turn",
    "record_pick",
    "record_report",
    "record_scores",
    "reopen_turn",
    "report_crossing",
    "skip_attack",
    "start_attack",
    "take_back_pick",
]
