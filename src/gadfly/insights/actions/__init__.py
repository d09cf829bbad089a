"""What is done to reports and maps."""

from gadfly.insights.actions.reports import ask_report, keep_report, seen_unchanged

__all__ = ["ask_report", "keep_report", "seen_unchanged"]
