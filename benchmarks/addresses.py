"""Which addresses are asked for, and as whom."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.installation import Guest, Seeded

DURING_CHAT = ("attacks", "own attacks", "one attack", "attack")


def message_line(site: Seeded, guest: Guest) -> str:
    """Return the load client's line for a person's next message."""
    return f"/a/{guest.attack}/message/\t{guest.cookies}\t{site.csrf}"


def post_line(site: Seeded, guest: Guest, path: str, body: str) -> str:
    """Return wrk's line for a post of a form's fields."""
    return f"{path}\t{guest.cookies}\t{site.csrf}\t{body}"


def get_line(guest: Guest, path: str) -> str:
    """Return wrk's line for a page."""
    return f"{path}\t{guest.cookies}\t\t"


def pick_line(site: Seeded, guest: Guest) -> str:
    """Return the line that picks from the open attack's first turn."""
    return post_line(site, guest, f"/a/{guest.attack}/pick/", "turn=1&attempt=1&pick=B3")


def unpick_line(site: Seeded, guest: Guest) -> str:
    """Return the line that takes that pick back."""
    return post_line(site, guest, f"/a/{guest.attack}/unpick/", "turn=1")


def rate_line(site: Seeded, guest: Guest, key: str) -> str:
    """Return the line that rates an ended attack."""
    return post_line(site, guest, f"/a/{key}/report/", "success=3&harmful=2&actionable=1")


def pages(site: Seeded) -> dict[str, tuple[str, Guest]]:
    """Return the pages that are measured: what each is called, its address, and who opens it."""
    lead, red, other = site.lead, site.red_teamers[0], site.red_teamers[1]
    campaign, ended = f"/c/{site.campaign}", red.ended[0]
    return {
        "home": ("/", red),
        "brief": (f"{campaign}/brief/", red),
        "attack": (f"/a/{red.attack}/", red),
        "rate": (f"/a/{ended}/rate/", red),
        "done": (f"/a/{ended}/done/", red),
        "own attacks": ("/attacks/", red),
        "lead's home": ("/", lead),
        "campaign": (f"{campaign}/", lead),
        "people": (f"{campaign}/people/", lead),
        "attacks": (f"{campaign}/attacks/", lead),
        "attacks by score": (f"{campaign}/attacks/?sort=lowest", lead),
        "one attack": (f"/a/{other.ended[0]}/read/", lead),
        "export": (f"{campaign}/export/", lead),
        "help": ("/help/", red),
    }


def page_lines(site: Seeded) -> list[str]:
    """Return the load client's lines for pages with rows, which others read while people chat."""
    found = pages(site)
    return [f"{found[name][0]}\t{found[name][1].cookies}" for name in DURING_CHAT]


def listed(lines: Sequence[str], file: Path) -> str:
    """Write lines for the load client and return the file's name."""
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)
