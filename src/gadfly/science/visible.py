"""Making visible what hides in a text: characters that turn, join, hide or command (R32).

Replaced by their number, as in [U+202E] but in single guillemets, are: controls other than
newline and tab (a terminal obeys them); marks that change the direction; what takes no room
(zero-width spaces and joiners, fillers, soft hyphens); tags and variation selectors, in which
whole messages can be smuggled; halves of characters; spaces that break lines without being
newlines.

Living scripts stay readable, at the price of a little room to hide in:
- a joiner or non-joiner stays between two letters of a script that needs it (Arabic to Malayalam,
  Mongolian, Khmer, Myanmar), where it changes how they are written;
- a joiner stays between two pictures, and one picture selector stays behind a symbol or digit;
- marks of direction are shown everywhere: Arabic and Hebrew read well without them.
Flags made of tags (England, Scotland, Wales) are shown with their tags.
"""

import re

_LETTERS = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ua840-\ua87f\ufb50-\ufdff\ufe70-\ufefc"
"""Letters and signs of scripts in which a joiner has a meaning."""
_PICTURES = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf"
    "\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_JOINERS = "\u200c\u200d"
_HIDDEN = (
    "["
    r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls; those above 127 begin commands to a terminal too
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # no width, line breaks, direction
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"  # blanks, selectors, no characters
    r"\ud800-\udfff"  # halves of surrogate pairs
    r"\U000e0000-\U000e0fff"  # tags, more selectors
    "]"
)
_ANY = re.compile(_HIDDEN)
_FOUND = re.compile(
    rf"(?<=[{_LETTERS}])[{_JOINERS}](?=[{_LETTERS}])"
    rf"|(?<=[{_PICTURES}\ufe0f])\u200d(?=[{_PICTURES}])"
    rf"|(?<=[{_PICTURES}0-9#*])[\ufe0e\ufe0f]"
    rf"|({_HIDDEN})"
)


def visible(text: str) -> str:
    """Return `text` with every hidden character replaced by its number.

    Newlines and tabs stay; Windows' line ends become newlines. Doing it twice changes nothing
    more. A mark made here and the same signs in the text itself cannot be told apart.
    """
    return text if _ANY.search(text) is None else _FOUND.sub(_marked, text.replace("\r\n", "\n"))


class VisibleStream:
    """The same for a text that comes in pieces: what is fed and the rest are `visible` of it all.

    Words may be cut beside a joiner, so the last character waits until what follows is known.
    """

    def __init__(self) -> None:
        self._before = ""
        self._waiting = ""

    def feed(self, piece: str) -> str:
        """Return what can be shown after `piece`."""
        ready = self._waiting + piece
        cut = len(ready) - (ready[-1:] in _WAITS)
        ready, self._waiting = ready[:cut], ready[cut:]
        return self._shown(ready)

    def rest(self) -> str:
        """Return what waited, at the end of the text."""
        ready, self._waiting = self._waiting, ""
        return self._shown(ready)
