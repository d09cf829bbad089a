"""Why a file is not here. Each text says in a sentence or two what happened and what to do.

DownloadError
├── ClosedError   it cannot be had this way; another may do
├── CutError      the rest did not come; what did is kept
├── FullError     no room for it; what came is kept
├── BusyError     somebody else is at it
└── WrongError    it is another file; set aside, so that the next try begins anew
"""

AGAIN = "Run the same command again: it goes on from there."


class DownloadError(Exception):
    """The file is not here."""


class ClosedError(DownloadError):
    """It cannot be had this way; another may do."""


class CutError(DownloadError):
    """The rest did not come; what did is kept."""


class FullError(DownloadError):
    """No room for it; what came is kept."""


class BusyError(DownloadError):
    """Somebody else is at it."""


class WrongError(DownloadError):
    """It is another file."""
