"""Markdown that people wrote, as HTML that cannot do harm.

HTML in it stays text, images are shown as links, links lead to web pages and mail addresses only,
and no attribute but `href`, `rel`, `start` and `tabindex` comes out. Our own pictures in the text
of a document are shown where they stand; whoever may not see one gets none from the room.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup, escape

from bot.core.pictures import NOTHING_SAID, Picture, pictures_in, with_pictures, without_pictures

_SAFE_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
# A text's own headings stand below those of the page that shows it.
_HEADING_SHIFT = 3
_LOWEST_HEADING = 6
_KEPT, _SHORT = 512, 1_000
_BEFORE, _AFTER = "\ufdd0", "\ufdd1"
"""Characters of nobody's, between which a picture's number stands while Markdown is read."""
_SIGNS = re.compile(f"[{_BEFORE}{_AFTER}]")
_PLACED = re.compile(f"{_BEFORE}([0-9]+){_AFTER}")


class _Renderer(RendererHTML):
    """Scrollable code can be reached with the keyboard, and carries no class of its author's."""

    def fence(
        self,
        tokens: Sequence[Token],
        idx: int,
        options: MutableMapping[str, Any],  # noqa: ARG002  # the renderer's own signature
        env: MutableMapping[str, Any],  # noqa: ARG002
    ) -> str:
        """Return a block of code."""
        return f'<pre tabindex="0"><code>{escape(tokens[idx].content)}</code></pre>\n'

    code_block = fence


def _tame(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + _HEADING_SHIFT, _LOWEST_HEADING)}"
        token.attrs.pop("style", None)  # a table's alignment: the page's policy forbids styles
        for child in token.children or ():
            if child.type == "link_open":
                child.attrs["rel"] = "nofollow noopener noreferrer"
                child.attrs.pop("title", None)


def _parser(breaks: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": breaks}, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough"]).disable("image")
    parser.validateLink = lambda url: _SAFE_LINK.match(url) is not None  # type: ignore[method-assign]  # the documented way to replace it
    parser.core.ruler.push("tame", _tame)
    return parser


_DOCUMENT = _parser(breaks=False)
_TYPED = _parser(breaks=True)
_INLINE = _parser(breaks=False).disable(["link", "autolink"])


@lru_cache(_KEPT)
def _document(markdown: str) -> Markup:
    bare = _SIGNS.sub("", markdown)
    shown: list[Markup] = []

    def place(picture: Picture, said: str) -> str:
        shown.append(_picture(picture, said))
        return f"{_BEFORE}{len(shown) - 1}{_AFTER}"

    html = _DOCUMENT.render(with_pictures(bare, place))
    html = _PLACED.sub(lambda found: shown[int(found[1])], html)
    return Markup(html)  # noqa: S704  # the parser escapes all it is given, as `_picture` does


def _picture(picture: Picture, said: str) -> Markup:
    return Markup(
        '<a class="picture" href="/pictures/{id}"><img src="/pictures/{id}" width="{width}" '
        'height="{height}" alt="{alt}" loading="lazy" decoding="async"></a>'
    ).format(
        id=picture.id,
        width=picture.width,
        height=picture.height,
        alt="Picture" if said == NOTHING_SAID else said,
    )


def document_html(markdown: str) -> Markup:
    """Return the HTML of a text out of a document."""
    # A key point stands on every card of a reveal; what is long is kept with its card, if at all.
    return _document(markdown) if len(markdown) <= _SHORT else _document.__wrapped__(markdown)


def pictures_html(markdown: str) -> Markup:
    """Return the pictures of a text that stands where none can, such as in a heading."""
    return Markup().join(_picture(*each) for each in pictures_in(markdown))


def typed_html(markdown: str) -> Markup:
    """Return the HTML of a text typed into a box, where a new line is meant as one."""
    return Markup(_TYPED.render(without_pictures(markdown)))  # noqa: S704  # as above


def inline_html(markdown: str) -> Markup:
    """Return a text's HTML for a heading: emphasis and code, no links and no blocks."""
    return Markup(_INLINE.renderInline(without_pictures(markdown)))  # noqa: S704  # as above
