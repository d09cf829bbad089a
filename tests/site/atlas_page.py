"""A page with a map, its files made by the atlas itself, served on loopback under the site's own headers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from gadfly.science.atlas.tiles import Tiles, categories_file, keys_file, points_file, tiles_of
from gadfly.site.middleware import HEADERS

STATIC = Path(__file__).parents[2] / "src" / "gadfly" / "site" / "static"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
ROW = """<tr data-category="{n}"><th scope="row"><i class="atlas-dot {dot}"></i> {name}</th>
<td class="n">{size}</td></tr>"""
TABLE = """<table class="table dense" data-colours="{colours}"><caption>{caption}</caption>
<thead><tr><th scope="col">Name</th><th scope="col" class="n">Attacks</th></tr></thead>
<tbody>{rows}</tbody></table>"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Map</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/static/gadfly/fly.svg">{styles}
<script src="/static/gadfly/atlas.js" type="module"></script></head>
<body><main class="page"><h1>Map of attacks</h1>
<section class="atlas atlas-wide" aria-label="Map"
 data-points="/points.bin" data-keys="/keys.bin" data-attack="/attacks/KEY/">
<div class="atlas-stage"></div><div class="atlas-side">{tables}</div></section></main></body></html>"""


def _table(caption: str, colours: str, names: list[str], dots: list[str], categories: np.ndarray) -> str:
    rows = [
        ROW.format(n=number, name=name, dot=dot, size=(categories == number).sum())
        for number, (name, dot) in enumerate(zip(names, dots, strict=True))
    ]
    return TABLE.format(caption=caption, colours=colours, rows="".join(rows))


class Site:
    """Points with two ways to colour them, and the files a page asks for."""

    def __init__(self, xy: np.ndarray, islands: np.ndarray, ratings: np.ndarray) -> None:
        self.xy, self.islands, self.ratings = xy.astype(np.float32), islands, ratings
        self.tiles: Tiles = tiles_of(self.xy, seed=1)
        self.keys = [f"k{row:021d}" for row in range(len(xy))]
        names = ["no island", "salt, soup", "<b>bold</b>, bread".replace("<", "&lt;"), "tea", "rice", "leeks"]
        styles = "".join(
            f'<link rel="stylesheet" href="/static/gadfly/{name}.css">'
            for name in ("tokens", "app", "parts", "atlas")
        )
        tables = _table("Islands", "", names, ["", "d1", "d2", "d3", "d4", "d5"], islands) + _table(
            "Rating", "/ratings.bin", [f"rated {n}" for n in range(5)], [f"h{n}" for n in range(5)], ratings
        )
        self.files: dict[str, tuple[str, bytes]] = {
            "/": ("text/html", PAGE.format(styles=styles, tables=tables).encode()),
            "/points.bin": ("application/octet-stream", points_file(self.xy, islands, self.tiles)),
            "/keys.bin": ("text/plain", keys_file(self.keys, self.tiles)),
            "/ratings.bin": ("application/octet-stream", categories_file(ratings, self.tiles)),
        }

    def answer(self, path: str) -> tuple[str, bytes] | None:
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            return (KINDS[file.suffix], file.read_bytes()) if file.is_file() else None
        if path.startswith("/attacks/"):
            return "text/html", b"<!doctype html><link rel=icon href=/static/gadfly/fly.svg>"
        return self.files.get(path)


def random_site(count: int, *, seed: int = 1) -> Site:
    """Five heaps and some points between them; ratings at random."""
    rng = np.random.default_rng(seed)
    islands = rng.integers(0, 6, count).astype(np.uint8)
    middles = np.array([[0.5, 0.5], [0.2, 0.2], [0.8, 0.2], [0.2, 0.8], [0.8, 0.8], [0.5, 0.15]])
    xy = middles[islands] + rng.normal(0, 0.05, (count, 2))
    xy[islands == 0] = rng.random(((islands == 0).sum(), 2))
    return Site(np.clip(xy, 0, 1), islands, rng.integers(0, 5, count).astype(np.uint8))


@contextmanager
def served(site: Site) -> Iterator[str]:
    """Yield the address of the page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = site.answer(self.path)
            self.send_response(200 if found else 404)
            kind, body = found or ("text/plain", b"")
            for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | HEADERS).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
