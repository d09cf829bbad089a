"""The atlas: attacks as points, near where they say alike, with islands, names, copies and templates.

The chain: vectors of what the humans said (`embedding`) → nearest neighbours (`neighbours`) → a flat
map of that graph (`layout`) → islands in it (`islands`) → their words (`naming`); beside it copies
(`copies`) and templates (`templates`). `drawing` is the chain in one call. A finished map is frozen:
later texts are placed on it (`placing`), it can be kept in a file (`keeping`), painted by a browser
(`tiles`) and judged (`quality`).

It knows nothing of rating, arm or member: those colour a map and never move a point. How far two
islands lie apart means little; who is near whom means much. It takes the extra `insights`.
"""


class AtlasError(Exception):
    """A map cannot be drawn or read. The text is one plain sentence saying what to do."""
