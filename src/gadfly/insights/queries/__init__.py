"""Reading reports and maps."""

from gadfly.insights.queries.behind import BehindView, behind_view
from gadfly.insights.queries.contrasts import ContrastView, contrast_view
from gadfly.insights.queries.maps import MapView, file_of, map_view
from gadfly.insights.queries.reports import Telling, picture_of, telling_of

__all__ = [
    "BehindView",
    "ContrastView",
    "MapView",
    "Telling",
    "behind_view",
    "contrast_view",
    "file_of",
    "map_view",
    "picture_of",
    "telling_of",
]
