"""Why a target did not finish its replies.

TargetError
├── UnreachableError  nothing answered, in time or at all
│   └── AbsentError    nobody listens there
├── RefusedError      the endpoint would not serve us (key, quota, rate, forbidden address)
│   └── TooLongError   the dialogue does not fit into the model's context
├── NonsenseError     an answer that is not the protocol
└── BrokenError       the reply was cut; what had arrived was already yielded
"""


class TargetError(Exception):
    """The target did not finish its replies.

    The text is one plain sentence for the person at the page: what happened and what to do. It
    never tells which target it was, since a red teamer must not learn the arm; `detail` does,
    and is for whoever runs the endpoint. `passing` says that the same request may succeed soon,
    `after` how many seconds the endpoint itself asked us to wait.
    """

    def __init__(
        self, text: str, *, detail: str = "", passing: bool = False, after: float | None = None
    ) -> None:
        super().__init__(text)
        self.detail = detail
        self.passing = passing
        self.after = after


class UnreachableError(TargetError):
    """Nothing answered, in time or at all."""


class AbsentError(UnreachableError):
    """Nobody listens there. It may be starting, and asking again costs it nothing."""


class RefusedError(TargetError):
    """The endpoint would not serve us."""


class TooLongError(RefusedError):
    """The dialogue does not fit. `context` is how many tokens would, where the server says so."""

    def __init__(self, text: str, *, detail: str = "", context: int | None = None) -> None:
        super().__init__(text, detail=detail)
        self.context = context


class NonsenseError(TargetError):
    """An answer came that is not the protocol."""


class BrokenError(TargetError):
    """The reply was cut; what had arrived was yielded before."""
