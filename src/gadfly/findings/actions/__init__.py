"""Writing findings. Each verb is one transaction, safe to repeat, and returns what it made."""

from gadfly.findings.actions.items import make_items
from gadfly.findings.actions.retesting import ask_retest, retest
from gadfly.findings.actions.writing import take_step, write_finding

__all__ = ["ask_retest", "make_items", "retest", "take_step", "write_finding"]
