"""R29: whatever people and models write, only short-listed HTML comes out of the renderer."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import product
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.shared.markdown import ATTRIBUTES, REL, TAGS, host_of, render

ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61&#x76&#x61script:alert(1)",
    "%6aavascript:alert(1)",
    "javascript&colon;alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/png;base64,iVBORw0KGgo=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/hostname",
    "blob:https://a.example/1",
    "http://a.example/",
    "ftp://a.example/",
    "mailto:a@b.example",
    "tel:123",
    "about:blank",
    "//a.example/",
    "///a.example/",
    "/sign-out/",
    "sign-out/",
    "../sign-out/",
    "#main",
    "?next=/",
    "",
    "\\\\a.example",
    "/\\a.example",
    "https:a.example",
    "https:/a.example",
    "https:///a.example",
    "https:\\\\a.example",
    "https://a.example\\@b.example/",
    "https://a.example@b.example/",
    "https://user:word@b.example/",
    "https://[::1]/",
    "https://a.example:99999/",
    "https://a.example:x/",
    "https://",
    "\u202ehttps://a.example/",
)
LINKS = (
    "[go]({})",
    "[go](<{}>)",
    "[go]({} 'title')",
    "[go]\n\n[go]: {}",
    "<{}>",
    "![go]({})",
    "[![go]({})](/)",
)

ELEMENTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object>",
    "<form action=/sign-out/ method=post><button>go</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//a.example>",
    "<meta http-equiv=refresh content='0;url=//a.example'>",
    "<base href=//a.example>",
    "<a href=javascript:alert(1)>go</a>",
    "<a href=https://a.example onclick=alert(1)>go</a>",
    "<div hx-get=/sign-out/ hx-trigger=load></div>",
    "<p data-hx-post=/sign-out/ data-hx-trigger=load>go</p>",
    "<p hx-on::load=alert(1) style=color:red class=btn id=main>go</p>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><!DOCTYPE x>",
    "</p></div></main><h1>Signed out</h1>",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
PLACES = (
    "{}",
    "words {} words",
    "# {}",
    "> {}",
    "* {}",
    "`{}`",
    "```\n{}\n```",
    "[{}](https://a.example)",
    "**{}**",
)

BREAKOUTS = (
    '[go](https://a.example/"onmouseover="alert(1))',
    "[go](https://a.example/'onmouseover='alert(1))",
    "[go](<https://a.example/ onmouseover=alert(1)>)",
    '[go](https://a.example/ "\\" onmouseover=alert(1) \\"")',
    "[go](https://a.example/ '\"><script>alert(1)</script>')",
    "[go](https://a.example/%22%3E%3Cscript%3E)",
    "[go](https://a.example/&quot;&gt;&lt;script&gt;)",
    '```"><script>alert(1)</script>\nwords\n```',
    '~~~ js" onload="alert(1)\nwords\n~~~',
    '99999999999. words\n\n1"onload=alert(1). words',
    "[" * 500 + "](https://a.example)" * 500,
    "> " * 500 + "<script>",
    "*" * 999 + "<b onclick=alert(1)>",
    "a\u2028<script>alert(1)</script>\u2029b",
    "\ufeff<script>alert(1)</script>",
)

PAYLOADS = (
    *(link.format(address) for link, address in product(LINKS, ADDRESSES)),
    *(place.format(element) for place, element in product(PLACES, ELEMENTS)),
    *BREAKOUTS,
)


@dataclass
class Found(HTMLParser):
    """What a parser finds in rendered text that must not be there, and the links that may."""

    wrong: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.wrong.append(tag)
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def _attribute(self, tag, name, value):
        match name:
            case "href" if tag == "a" and urlsplit(value).scheme == "https" and host_of(value):
                self.links.append(value)
            case "rel" if tag == "a" and value == REL:
                pass
            case "dir" | "start" if name in ATTRIBUTES.get(tag, ()) and (value == "auto" or value.isdigit()):
                pass
            case _:
                self.wrong.append(f"{tag} {name}={value}")

    def handle_comment(self, data):
        self.wrong.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def found_in(text):
    found = Found()
    found.feed(render(text))
    found.close()
    return found


def test_the_corpus_is_large_enough_to_mean_something():
    assert len(set(PAYLOADS)) >= 200


def test_the_parser_would_notice():
    found = Found()
    found.feed("<a href=/sign-out/ onclick=x>a</a><img src=x><!-- x --><a href=https://a.example>b</a>")
    assert (found.wrong, found.links) == (
        ["a href=/sign-out/", "a onclick=x", "img", "img src=x", " x "],
        ["https://a.example"],
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_element_attribute_or_scheme_outside_the_list_comes_through(payload):
    assert found_in(payload).wrong == []


@pytest.mark.parametrize(("link", "address"), list(product(LINKS, ADDRESSES)))
def test_only_absolute_https_links_live(link, address):
    assert found_in(link.format(address)).links == []


@given(st.text(alphabet="<>[]()!`*_#-+.\\/&;:\"'= \n\t\0" + "abhjxstp1", max_size=200))
def test_no_jumble_of_marks_makes_anything_but_the_list(jumble):
    assert found_in(jumble).wrong == []


def test_a_link_is_shown_with_the_host_it_leads_to():
    assert render("[our bank](https://Bank.example:8443/@me?a=1&b=2#c)") == (
        f'<p dir="auto"><a href="https://Bank.example:8443/@me?a=1&amp;b=2#c" rel="{REL}">our bank</a>'
        " (bank.example)</p>\n"
    )


def test_a_host_in_other_letters_is_shown_as_it_is_looked_up():
    assert "(xn--pple-43d.example)" in render("[apple](https://\u0430pple.example)")


def test_what_people_need_to_write_a_brief_is_kept():
    brief = "# Goal\n\nBe *curt*, **briefly**.\n\n3. one\n4. two\n\n> said\n\n`code`\n\n---"
    assert render(brief) == (
        '<h3 dir="auto">Goal</h3>\n'
        '<p dir="auto">Be <em>curt</em>, <strong>briefly</strong>.</p>\n'
        '<ol start="3">\n<li dir="auto">one</li>\n<li dir="auto">two</li>\n</ol>\n'
        '<blockquote>\n<p dir="auto">said</p>\n</blockquote>\n'
        '<p dir="auto"><code>code</code></p>\n<hr>\n'
    )


def test_a_dead_link_stays_the_text_it_was():
    assert render("[leave](/sign-out/)") == '<p dir="auto">[leave](/sign-out/)</p>\n'


def test_markup_is_shown_and_not_obeyed():
    assert render("<b>bold</b>") == '<p dir="auto">&lt;b&gt;bold&lt;/b&gt;</p>\n'
