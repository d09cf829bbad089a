"""A secret for an endpoint, which does not show itself."""

_MASK = "…"
_TOO_SHORT_TO_TELL = 3


class Key:
    """Call it for the value; its repr tells nothing, so no log and no traceback can."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Keep `value`; raises ValueError for one that cannot stand in a header."""
        self._value = value.strip()
        if not (self._value.isascii() and self._value.isprintable()):
            raise ValueError("A key holds visible ASCII characters only; copy it again.")

    def __call__(self) -> str:
        """Return the secret itself."""
        return self._value

    def __repr__(self) -> str:
        return "Key(…)"


def masked(text: str, secret: str) -> str:
    """Return `text` without `secret`, nor the beginning of it where the text was cut off."""
    if not secret:
        return text
    text = text.replace(secret, _MASK)
    for length in range(len(secret) - 1, _TOO_SHORT_TO_TELL, -1):
        if text.endswith(secret[:length]):
            return text[:-length] + _MASK
    return text
