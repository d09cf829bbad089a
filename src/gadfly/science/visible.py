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


_WAITS = frozenset("\r" + _JOINERS)
"""What cannot be judged before the next character is known."""


def visible(text: str) -> str:
    """Return `text` with every hidden character replaced by its number.

    Newlines and tabs stay; Windows' line ends become newlines. Doing it twice changes nothing
    more. A mark made here and the same signs in the text itself cannot be told apart.
    """
    return text if _ANY.search(text) is None else _FOUND.sub(_marked, text.replace("\r\n", "\n"))


class VisibleStream:
    """The same for a text that comes in pieces: what `feed` and `rest` return is `visible` of it all.

    A piece alone cannot be judged: where words are cut beside a joiner, its neighbour is missing.
    """

    def __init__(self) -> None:
        self._before = ""
        self._waiting = ""

    def feed(self, piece: str) -> str:
        """Return what can be shown once `piece` has come; a last joiner waits for what follows."""
        text = self._waiting + piece
        end = len(text) - (text[-1:] in _WAITS)
        self._waiting = text[end:]
        return self._next(text[:end])

    def rest(self) -> str:
        """Return what waited, at the end of the text."""
        text, self._waiting = self._waiting, ""
        return self._next(text)

    def _next(self, text: str) -> str:
        whole, start = self._before + text.replace("\r\n", "\n"), len(self._before)
        self._before = whole[-1:]
        if _ANY.search(whole, start) is None:
            return whole[start:]
        shown: list[str] = []
        at = start
        for found in _FOUND.finditer(whole, start):  # looks behind `start`, but begins there
            shown += (whole[at : found.start()], _marked(found))
            at = found.end()
        return "".join(shown) + whole[at:]


def _marked(found: re.Match[str]) -> str:
    hidden = found[1]
    return f"‹U+{ord(hidden):04X}›" if hidden else found[0]  # noqa: RUF001 -- they are meant
