"""Reading reports and maps."""

from gadfly.insights.queries.maps import MapView, file_of, map_view
from gadfly.insights.queries.reports import Telling, picture_of, telling_of

__all__ = ["MapView", "Telling", "file_of", "map_view", "picture_of", "telling_of"]
