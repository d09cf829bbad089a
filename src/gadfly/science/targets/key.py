"""A secret for an endpoint, which does not show itself."""


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
