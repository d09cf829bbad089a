"""The site's settings on a database that may not grow: what `PRAGMA max_page_count` makes of it.

The limit holds for each connection as it opens, and is the size the file has then.
"""

from gadfly.site.settings import *  # noqa: F403 -- settings are all of a module's names
from gadfly.site.settings import DATABASES

DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA max_page_count=1;"
