"""Writing callings. Each verb is one transaction, safe to repeat, and returns what it made."""

from gadfly.calling.actions.answering import accept, decline, note_preview
from gadfly.calling.actions.asking import call_people, pass_on, stop_calling
from gadfly.calling.actions.hours import release

__all__ = ["accept", "call_people", "decline", "note_preview", "pass_on", "release", "stop_calling"]
