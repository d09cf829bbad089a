"""The only way from people's text to HTML, and the only file that marks anything as safe (R29, R31).

Markdown without raw HTML and without images goes through a sanitiser with a short list. A link
lives only if it is absolute, https, and leads to the host that is shown beside it; any other stays
the text it was. Headings start at the third level: pages have the first two.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

DIRECTED = frozenset({"p", "li", "h3", "h4", "h5"})
TAGS = DIRECTED | {"a", "blockquote", "br", "code", "em", "hr", "ol", "pre", "strong", "ul"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, **{tag: {"dir"} for tag in DIRECTED}}
REL = "noopener noreferrer nofollow"

_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h5", "h5": "h5", "h6": "h5"}
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_PLAIN = re.compile(r"[!#-;=?-\[\]_a-z~]+")
"""What an address holds once it is encoded: printable ASCII without blanks, " < > \\ ^ ` { | }."""


def render(text: str) -> SafeString:
    """Return `text`, written in Markdown by anyone at all, as HTML that can only be read."""
    html = nh3.clean(
        _RENDERER.render(text),
        tags=set(TAGS),
        clean_content_tags=set(),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_kept,
        url_schemes={"https"},
        url_relative="deny",
        link_rel=REL,
    )
    return mark_safe(html)  # noqa: S308 -- this is the one renderer; it was sanitised one line above


def host_of(url: str) -> str | None:
    """Return the host an absolute https address leads to; None for any other address.

    Addresses that people or browsers may read as leading elsewhere count as other: with a user
    name, a backslash, blanks or control characters.
    """
    if not _PLAIN.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        host, named = parts.netloc.lower(), parts.port is not None
    except ValueError:
        return None
    host = host.rpartition(":")[0] if named else host
    return host if parts.scheme == "https" and _HOST.fullmatch(host) else None


def _kept(tag: str, name: str, value: str) -> str | None:
    """Return the value if it is one of ours, whatever let the attribute come this far."""
    match name:
        case "href":
            return value if host_of(value) else None
        case "dir":
            return "auto"
        case "start":
            return value if value.isascii() and value.isdigit() else None
        case _:
            return value if (tag, name) == ("a", "rel") else None


def _show_host(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    opened = next(token for token in reversed(tokens[:index]) if token.type == "link_open")
    return f"</a> ({escape(host_of(str(opened.attrGet('href'))) or '')})"


def _renderer() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")
    parser.validateLink = lambda url: host_of(url) is not None  # type: ignore[method-assign]  # its way to set a rule
    parser.core.ruler.push("house", lambda state: _at_home(state.tokens))
    parser.add_render_rule("link_close", _show_host)
    return parser


def _at_home(tokens: Sequence[Token]) -> None:
    """Give headings their level on our pages and let each paragraph find its own direction."""
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
        if token.nesting == 1 and token.tag in DIRECTED:
            token.attrSet("dir", "auto")


_RENDERER = _renderer()
