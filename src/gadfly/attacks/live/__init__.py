"""Replies in the making, in this process.

A turn is recorded (`actions.open_turn`), then followed: its target is asked, what arrives is sent
on and kept, and the end is on disk before the page is told "done". Whatever happens in between
(the client leaves, the endpoint breaks, the server stops) the turn is closed with what arrived.
"""

from gadfly.attacks.live.draft import Draft
from gadfly.attacks.live.process import Live, install, live

__all__ = ["Draft", "Live", "install", "live"]
