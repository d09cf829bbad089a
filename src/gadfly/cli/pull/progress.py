"""How far a download is, on a terminal or in a log."""

from typing import TextIO


class Progress:
    """Tells how far a download is: one line that grows on a terminal, else a line each tenth."""

    _WIDTH = 30

    def __init__(self, out: TextIO, total: int) -> None:
        self._out = out
        self._total = total
        self._live = out.isatty()
        self._shown = -1

    def __call__(self, size: int) -> None:
        """Show that `size` bytes are here."""
        from gadfly.shared.download import megabytes

        percent = size * 100 // self._total
        if percent // (1 if self._live else 10) == self._shown:
            return
        self._shown = percent // (1 if self._live else 10)
        done = f"{megabytes(size)} of {megabytes(self._total)}"
        if self._live:
            bar = ("━" * (self._WIDTH * percent // 100)).ljust(self._WIDTH, "·")
            self._out.write(f"\rThe model's weights {bar} {percent:3} %  {done}")
            self._out.flush()
        else:
            print(f"The model's weights: {percent} %, {done}", file=self._out, flush=True)

    def end(self) -> None:
        """Leave the line, if there is one."""
        if self._live and self._shown >= 0:
            print(file=self._out, flush=True)
