"""What is done to reports and maps."""

from gadfly.insights.actions.maps import ask_map, ask_renewal, fail_map, keep_map, map_unchanged
from gadfly.insights.actions.reports import ask_report, keep_report, seen_unchanged

__all__ = [
    "ask_map",
    "ask_renewal",
    "ask_report",
    "fail_map",
    "keep_map",
    "keep_report",
    "map_unchanged",
    "seen_unchanged",
]
