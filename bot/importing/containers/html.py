"""Saved pages, and HTML in fields of cards, as Markdown.

What frames a page (navigation, scripts, forms) is left out; a page with one `<main>` or `<article>`
is that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.importing.containers.fields import field_named
from bot.importing.containers.formulas import formula, is_drawn, power
from bot.importing.containers.listing_posts import listing_posts
from bot.importing.containers.page_pairs import asked_by_place
from bot.importing.containers.pages import page_cards
from bot.importing.containers.reading import MAX_DEPTH, Card, TextContainer, Unreadable
from bot.importing.questions import Look, look

_LEFT_OUT = frozenset(
    """script style noscript template nav aside iframe svg canvas object embed select
    textarea head title meta link audio video map colgroup col""".split()  # noqa: SIM905  # a list of words
)
_ASKS_ABOUT_PAGE = 2  # questions in a page's head or foot that need be none of a reader's
_FRAMES = frozenset({"header", "footer", "form"})
_BLOCKS = frozenset(
    """address article blockquote body center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu ol p pre section summary table
    tbody td tfoot th thead tr ul""".split()  # noqa: SIM905  # a list of words
)
_HEADING = re.compile(r"h[1-6]")
_EMPHASIS = {"b": "**", "strong": "**", "mark": "**", "i": "*", "em": "*"}
_CODE = frozenset({"code", "tt", "kbd", "samp"})
_WHITE = re.compile(r"[ \t\n\r\f]+")
_TAGGISH = re.compile(r"<(?=[A-Za-z/!?])")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s()<>]{1,2000}", re.IGNORECASE)
_SAFE_PICTURE = re.compile(r"(?!data:|javascript:)[^()<>\t\r\n\f]{1,2000}", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:lang(?:uage)?-|highlight-source-|brush: ?)([\w+#-]{1,20})")
# What closes only where it is told to.
_NESTING = re.compile(
    r"<(/?)(?:div|span|ul|ol|dl|table|section|article|blockquote|details|center|form|font|b|i|u|em|"
    r"strong|a|sub|sup|code|small|main|aside|nav|fieldset|label|button|svg|g|math|m\w{1,9})\b",
    re.IGNORECASE,
)
_DEEPEST = 500
# What a page has somewhere that names its questions, or is a review of a quiz.
_MAY_NAME = re.compile(
    r"schema\.org|\bqtext\b|<shreddit-post|class=[\"']?[^\"'>]{0,200}\b(?:answer|cooked|postbody"
    r"|bbWrapper|post_body|lia-message-body-content|usertext-body)\b"
)
_ALPHABET = 26
_FEW_CELLS, _MOST_LINES = 3, 6  # of a table that only places what stands on the page
_ENDS = re.compile(r"\n{3,}")
_IS_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>|&(?:#\d{1,6}|#x[\da-fA-F]{1,6}|\w{2,12});")


def markdown_of(fragment: str) -> str:
    """Return a piece of HTML, such as a card's field, as Markdown."""
    if not _IS_MARKUP.search(fragment):
        return fragment.strip()
    tree = _tree(f"<body>{fragment}</body>")
    return _Writer(asked_by_place(tree.body)).page(tree.body) if tree.body is not None else ""


def page_markdown(page: str) -> str:
    """Return a page's own text as Markdown."""
    tree = _tree(page)
    for selector in ("main", "article", "[role=main]"):
        found = tree.css(selector)
        if len(found) == 1 and 2 * len(found[0].text()) > len(
            tree.body.text() if tree.body else ""
        ):
            return _Writer(asked_by_place(found[0])).page(found[0])
    return _Writer(asked_by_place(tree.body)).page(tree.body) if tree.body is not None else ""


def _read_page(page: str) -> list[Card] | str:
    """Return the cards of a page that names its questions, or its own text as Markdown."""
    tree = _tree(page)
    if _MAY_NAME.search(page):
        if listed := listing_posts(tree, _written):
            return listed
        if cards := page_cards(page, tree, _written, markdown_of):
            return cards
    return page_markdown(page)


def _written(node: LexborNode) -> str:
    return _Writer().page(node)


def _tree(page: str) -> LexborHTMLParser:
    """Return a parsed page. Raises Unreadable for one nested so deep that no browser shows it."""
    depth = 0
    for tag in _NESTING.finditer(page):
        depth = depth - 1 if tag[1] and depth else depth + 1
        if depth > _DEEPEST:
            raise Unreadable("its elements are nested too deep; save the page as text")
    return LexborHTMLParser(page)


class _Writer:
    """Writes elements as lines of Markdown, block by block."""

    def __init__(self, asked: frozenset[int] = frozenset()) -> None:
        self.depth = 0
        self._asked = asked

    def page(self, node: LexborNode) -> str:
        return _ENDS.sub("\n\n", "\n\n".join(self.blocks(node))).strip()

    def blocks(self, node: LexborNode) -> list[str]:
        """Return the blocks in a node: its block elements, and runs of text between them."""
        self.depth += 1
        written: list[str] = []
        run: list[str] = []
        for child in _children(node):
            if self._is_block(child):
                self._end_run(run, written)
                written += [text for text in self._block(child) if text.strip()]
            else:
                run.append(self._inline(child))
        self._end_run(run, written)
        self.depth -= 1
        return written

    @staticmethod
    def _end_run(run: list[str], written: list[str]) -> None:
        text = _tidied("".join(run))
        run.clear()
        written += [piece for piece in re.split(r"\n[ \t]*\n\s*", text) if piece.strip()]

    def _is_block(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        if tag in _BLOCKS or tag in _FRAMES or tag == "button":
            return True
        # A link or a span around paragraphs is a block as they are.
        return tag not in ("-text", "br", "img", *_LEFT_OUT) and any(
            (child.tag or "") in _BLOCKS for child in _children(node)
        )

    def _block(self, node: LexborNode) -> list[str]:
        tag = node.tag or ""
        if tag in _LEFT_OUT or (tag in _FRAMES and not _is_worth_reading(node)):
            return []
        if _is_about_the_page(node) or is_drawn(node):
            return []
        if tag == "button" or node.mem_id in self._asked or _opens_answer(node):
            return self._opening(node, asks=tag == "button" and node.mem_id not in self._asked)
        if self.depth > MAX_DEPTH:
            return [_tidied(node.text(separator=" "))]
        if _HEADING.fullmatch(tag):
            return self._heading(node, int(tag[1]))
        return _WRITERS.get(tag, _Writer.blocks)(self, node)

    def _heading(self, node: LexborNode, level: int) -> list[str]:
        text = " ".join(self._inlines(node).split())
        return [f"{'#' * level} {text.strip('* ')}"] if text else []

    def _opening(self, node: LexborNode, *, asks: bool) -> list[str]:
        """Write what opens its answer; of buttons only what asks: others say what they do."""
        text = " ".join(self._inlines(node).split()).strip("* ")
        return [f"**{text}**"] if text and (not asks or look(text) is Look.QUESTION) else []

    def paragraph(self, node: LexborNode) -> list[str]:
        return self.blocks(node)

    def rule(self, _node: LexborNode) -> list[str]:
        return ["---"]

    def code(self, node: LexborNode) -> list[str]:
        code = node.text().strip("\n").replace("```", "'''")
        inner = node.css_first("code")
        classes = f"{_attribute(node, 'class')} {_attribute(inner, 'class') if inner else ''}"
        language = _LANGUAGE.search(classes)
        return [f"```{language[1] if language else ''}\n{code}\n```"] if code.strip() else []

    def quote(self, node: LexborNode) -> list[str]:
        text = "\n\n".join(self.blocks(node))
        return ["\n".join(f"> {line}".rstrip() for line in text.split("\n"))] if text else []

    def bullets(self, node: LexborNode) -> list[str]:
        return self._items(node, lambda _at: "- ")

    def numbers(self, node: LexborNode) -> list[str]:
        start = _attribute(node, "start")
        first = int(start) if start.isdecimal() and len(start) <= 4 else 1  # noqa: PLR2004
        letter = _attribute(node, "type")
        if letter in ("a", "A") and first + len(list(node.iter())) <= _ALPHABET:
            return self._items(node, lambda at: f"{chr(ord(letter) + first - 1 + at)}) ")
        return self._items(node, lambda at: f"{first + at}. ")

    def _items(self, node: LexborNode, mark: Callable[[int], str]) -> list[str]:
        items = [child for child in _children(node) if child.tag == "li"]
        others = [child for child in _children(node) if child.tag in ("ol", "ul")]
        written = [_hanging(mark(at), self.blocks(item)) for at, item in enumerate(items)]
        written += [_hanging("  ", self._block(other)) for other in others]
        loose = any("\n\n" in text for text in written)
        return [("\n\n" if loose else "\n").join(filter(None, written))]

    def fold(self, node: LexborNode) -> list[str]:
        summary = next((child for child in _children(node) if child.tag == "summary"), None)
        title = " ".join(self._inlines(summary).split()) if summary is not None else ""
        kept = [child for child in _children(node) if child.tag != "summary"]
        body = [text for child in kept for text in self._as_blocks(child)]
        return [f"<details>\n<summary>{title}</summary>", *body, "</details>"]

    def _as_blocks(self, node: LexborNode) -> list[str]:
        if self._is_block(node):
            return self._block(node)
        return list(filter(str.strip, [_tidied(self._inline(node))]))

    def definitions(self, node: LexborNode) -> list[str]:
        """Write a definition list as Markdown's extensions do: a colon before each meaning."""
        written: list[str] = []
        for child in _inside(node, {"dt", "dd"}):
            text = "\n\n".join(self.blocks(child))
            if child.tag == "dt":
                written.append(" ".join(text.split()))
            elif written and text:
                written[-1] += "\n" + _hanging(": ", [text])
        return written

    def table(self, node: LexborNode) -> list[str]:
        rows = [self._row(row) for row in node.css("tr")]
        rows = [row for row in rows if any(row)]
        if not rows:
            return []
        if max(map(len, rows)) == 1:  # a table for the page's looks
            return [cell for row in rows for cell in row]
        if not node.css_first("th") and _places_text(rows):
            cells = (cell for row in node.css("tr") for cell in _children(row))
            return [text for cell in cells for text in self.blocks(cell)]
        head, *rest = rows
        if not node.css_first("th") and not all(map(field_named, head)):
            head, rest = [""] * len(head), rows
        lines = [head, ["---"] * len(head), *rest]
        return ["\n".join(f"| {' | '.join(line)} |" for line in lines)]

    def _row(self, row: LexborNode) -> list[str]:
        cells = [child for child in _children(row) if child.tag in ("td", "th")]
        texts = ["<br>".join("\n".join(self.blocks(cell)).split("\n")) for cell in cells]
        return [text.replace("|", "\\|") for text in texts]

    def _inlines(self, node: LexborNode) -> str:
        self.depth += 1
        text = "".join(self._inline(child) for child in _children(node))
        self.depth -= 1
        return text

    def _inline(self, node: LexborNode) -> str:
        tag = node.tag or ""
        if tag == "-text":
            return _TAGGISH.sub("&lt;", _WHITE.sub(" ", node.text_content or ""))
        if tag in ("script", "math"):
            return formula(node)
        if tag.startswith("-") or tag in _LEFT_OUT or is_drawn(node):
            return ""
        if self.depth > MAX_DEPTH:
            return node.text(separator=" ")
        return self._element(node, tag)

    def _element(self, node: LexborNode, tag: str) -> str:
        if tag in _VOID:
            return _VOID[tag](node)
        if tag in _CODE:
            code = node.text().replace("`", "'")
            return f"`{code}`" if code.strip() else ""
        if tag == "a" and _is_anchor(node):
            return ""
        text = self._inlines(node)
        if tag in _EMPHASIS:
            return _around(_EMPHASIS[tag], text)
        if tag == "sup":
            return power(node, text)
        return _link(node, text) if tag == "a" else text


_WRITERS: dict[str, Callable[[_Writer, LexborNode], list[str]]] = {
    "hr": _Writer.rule, "pre": _Writer.code, "blockquote": _Writer.quote, "ul": _Writer.bullets,
    "menu": _Writer.bullets, "ol": _Writer.numbers, "details": _Writer.fold,
    "dl": _Writer.definitions, "table": _Writer.table,
}  # fmt: skip


def _children(node: LexborNode) -> Iterator[LexborNode]:
    return node.iter(include_text=True)


def _inside(node: LexborNode, tags: set[str]) -> Iterator[LexborNode]:
    """Yield the elements of these tags, in groups of `<div>` too."""
    for child in node.iter():
        if child.tag in tags:
            yield child
        elif child.tag == "div":
            yield from (each for each in child.iter() if each.tag in tags)


def _attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""


def _places_text(rows: list[list[str]]) -> bool:
    """Whether a table's few cells hold whole pages of text, as a forum's posts do."""
    longest = max(cell.count("<br>") for row in rows for cell in row)
    return longest >= _MOST_LINES and max(map(len, rows)) <= _FEW_CELLS


_PAGE_PARTS = frozenset(
    {"comments", "respond", "disqus_thread", "sidebar", "secondary", "colophon", "footer"}
)
_PAGE_ROLES = frozenset({"navigation", "complementary", "banner", "contentinfo", "search"})
_PAGE_CLASSES = frozenset(
    """pagination post-navigation nav-links navigation breadcrumb breadcrumbs comments-area
    comment-respond sharedaddy related-posts jp-relatedposts post-tags tag-links cat-links
    site-footer site-header tags tag-list post-taglist share-buttons social-share skip-link
    screen-reader-text""".split()  # noqa: SIM905  # a list of words
)
# What opens its answer, as the plugins and editors of sites name it.
_OPENS_ANSWER = re.compile(
    r"\b(?:accordion|toggle|expand|collapse|collapsible|faq|qa|tab)(?:[-_]{1,2}[a-z]{1,20}){0,3}?"
    r"[-_]{1,2}(?:title|heading|head|header|question|control|trigger|button)\b",
    re.IGNORECASE,
)


def _is_about_the_page(node: LexborNode) -> bool:
    """Whether an element is what a site has around each text: its readers' remarks, its menu."""
    named = node.attributes
    if named.get("id") in _PAGE_PARTS or named.get("role") in _PAGE_ROLES:
        return True
    classes = named.get("class") or ""
    return not _PAGE_CLASSES.isdisjoint(classes.split()) or _is_remark(node)


_REMARKED = "#cmnt_ref"


def _is_remark(node: LexborNode) -> bool:
    """Whether a block is a remark at the margin of a document from Google, printed below it."""
    if node.tag != "div" or _REMARKED not in (node.html or "")[:_BEGINNING]:
        return False
    first = node.css_first("a")
    return first is not None and _attribute(first, "href").startswith(_REMARKED)


_BEGINNING = 300  # characters of a block in which its first link stands


def _opens_answer(node: LexborNode) -> bool:
    """Whether an element is the line of a fold, by its class, and nothing but a line of text."""
    classes = _attribute(node, "class")
    if not classes or not _OPENS_ANSWER.search(classes):
        return False
    return all((each.tag or "") not in _BLOCKS for each in node.css("*") if each != node)


def _is_worth_reading(node: LexborNode) -> bool:
    """Whether a frame holds questions of its own, as an exercise's form does.

    What stands above and below a page may ask once whether one likes it.
    """
    return node.text().count("?") > (0 if node.tag == "form" else _ASKS_ABOUT_PAGE)


def _tidied(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.replace("\xa0", " ").split("\n")]
    return "\n".join(lines).strip()


def _around(mark: str, text: str) -> str:
    """Put emphasis around a text, the spaces at its ends outside."""
    inner = text.strip()
    if not inner or "\n" in inner or inner.startswith("*"):
        return text
    before, _, after = text.partition(inner)
    return f"{before}{mark}{inner}{mark}{after}"


def _hanging(mark: str, blocks: list[str]) -> str:
    """Write a list's item: the mark, and what follows the first line below its text."""
    # A list right below a line of text is one item with it, without a blank line between.
    text = ""
    for block in blocks:
        gap = (
            "\n"
            if text and block.startswith(("- ", "1. ", "a) ", "A) ")) and "\n\n" not in block
            else "\n\n"
        )
        text += gap + block if text else block
    first, *rest = text.split("\n")
    pad = " " * len(mark)
    return "\n".join([f"{mark}{first}", *(f"{pad}{line}" if line else "" for line in rest)])


_ANCHORS = frozenset({"¶", "#", "§", "🔗", "⚓", ""})


def _is_anchor(node: LexborNode) -> bool:
    """Whether a link beside a heading only names its own place on the page."""
    return _attribute(node, "href").startswith("#") and node.text().strip() in _ANCHORS


def _link(node: LexborNode, text: str) -> str:
    address = _attribute(node, "href").strip()
    if not text.strip() or "\n" in text.strip() or not _SAFE_LINK.fullmatch(address):
        return text
    return text if text.strip() == address else f"[{text.strip()}]({address})"


_NO_BRACKETS = str.maketrans("[]", "()")


def _picture(node: LexborNode) -> str:
    source, name = _attribute(node, "src").strip(), " ".join(_attribute(node, "alt").split())
    if _SAFE_PICTURE.fullmatch(source):
        return f"![{name.translate(_NO_BRACKETS)}]({source.replace(' ', '%20')})"
    return f"[{name or 'picture'}]" if source or name else ""


def _box(node: LexborNode) -> str:
    if _attribute(node, "type") not in ("checkbox", "radio"):
        return ""
    return "[x] " if "checked" in node.attributes else "[ ] "


_VOID: dict[str, Callable[[LexborNode], str]] = {
    "br": lambda _: "\n",
    "img": _picture,
    "input": _box,
}

_DOCUMENT = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK_TAG = re.compile(
    r"^\s*</?(?:h[1-6]|p|div|ol|ul|li|dl|dt|dd|table|tr|td|section|article|blockquote|pre)\b[^<>]{0,300}>",
    re.IGNORECASE | re.MULTILINE,
)


_ANY_BLOCK_TAG = re.compile(
    r"</(?:h[1-6]|p|div|li|dt|dd|tr|td|section|article|blockquote|pre)>", re.IGNORECASE
)
_PER_LINE = 2  # elements on each line of a page without line ends


def _recognise(text: str, name: str) -> str:
    if _DOCUMENT.match(text):
        return "begins as a page does"
    tags = len(_BLOCK_TAG.findall(text))
    written = sum(1 for line in text.split("\n") if line.strip())
    least = 0.2 if name.lower().endswith((".html", ".htm", ".xhtml")) else 0.6
    # What was copied out of an editor has all of its elements on one line.
    if tags < least * written and _BLOCK_TAG.match(text) and text.rstrip().endswith(">"):
        closed = len(_ANY_BLOCK_TAG.findall(text))
        tags = closed if closed >= _PER_LINE * written else tags
    elif written == 1 and tags == 1:
        tags = len(_ANY_BLOCK_TAG.findall(text))
    return f"{tags} elements of a page" if tags >= max(2, least * written) else ""


HTML = TextContainer("HTML", _recognise, _read_page)
