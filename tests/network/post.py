"""A real SMTP server on loopback: RFC 5321 as far as a client needs. It keeps what it takes."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Post(socketserver.ThreadingTCPServer):
    """Takes letters, except those to `refused`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, refused: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.refused, self.taken = refused, list[str]()


class _Counter(socketserver.StreamRequestHandler):
    server: Post

    def handle(self) -> None:
        self._say("220 loopback")
        for line in self.rfile:
            word = line.decode().strip()
            if word.upper().startswith("RCPT") and self.server.refused and self.server.refused in word:
                self._say("550 nobody here")
            elif word.upper() == "DATA":
                self._say("354 go on")
                self.server.taken.append(self._letter())
                self._say("250 taken")
            elif word.upper() == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 loopback")

    def _letter(self) -> str:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(lines).decode()

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def post_office(refused: str = "") -> Iterator[Post]:
    """Open for as long as the block runs."""
    with Post(refused) as office:
        thread = threading.Thread(target=office.serve_forever, daemon=True)
        thread.start()
        yield office
        office.shutdown()
        thread.join(10)
