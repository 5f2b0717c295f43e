"""Org mode: headings with drill's tag or Anki's properties are cards; without any it is notes.

Sources: https://orgmode.org/worg/org-syntax.html, https://orgmode.org/worg/org-contrib/org-drill.html,
https://github.com/eyeinsky/org-anki and https://www.leonrische.me/fc/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import orgparse
from orgparse.node import OrgNode

from bot.core.documents import Lines
from bot.core.uploads import may_be_picture
from bot.importing.containers.cloze import cloze_cards, has_cloze
from bot.importing.containers.reading import (
    MAX_DEPTH,
    Card,
    TextContainer,
    Unreadable,
    left_out,
)
from bot.importing.labels import is_title_of
from bot.importing.questions import Look, look

_HEADLINE = re.compile(r"^\*{1,12} \S", re.MULTILINE)
_ORG = re.compile(
    r"^(?:#\+\w{2,30}:|:PROPERTIES:|[ \t]*#\+begin_\w+|\*{1,8} .*[ \t]:[\w@:]+:[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_MARKDOWN = re.compile(r"^#{1,6} |^```|\*\*\w", re.MULTILINE)
_TAGS = frozenset({"drill", "fc", "anki", "flashcard", "card", "question"})
_PROPERTIES = frozenset(
    {"ANKI_NOTE_ID", "ANKI_NOTE_TYPE", "FC_TYPE", "DRILL_CARD_TYPE", "ANKI_DECK"}
)
_ANSWER = re.compile(
    r"(?:the[ ])?(?:answer|back|solution|antwort|respuesta|réponse|risposta|rückseite)s?:?",
    re.IGNORECASE,
)
_FRONT = re.compile(r"(?:front|question|frage|vorderseite):?", re.IGNORECASE)
_LABEL = re.compile(r"(?:q|question):[ ]+", re.IGNORECASE)
_TODO = re.compile(r"(?:TODO|DONE|NEXT|WAITING|STARTED)[ ]+(?:\[#[A-Z]\][ ]*)?")
_DRILL_CLOZE = re.compile(
    r"(?<![\[\w])\[(?P<text>[^\[\]|\n]{1,400}?)(?:\|\|(?P<hint>[^\[\]\n]{1,200}))?\](?![\](\w])"
)
_FC_CLOZE = re.compile(r"\{\{(?P<text>[^{}\n]{1,400})\}(?:\{(?P<hint>[^{}\n]{0,200})\})?@\d{1,3}\}")

_BEGIN = re.compile(r"[ \t]*#\+begin_(\w+)[ \t]*(\S*)", re.IGNORECASE)
_END = re.compile(r"[ \t]*#\+end_(\w+)", re.IGNORECASE)
_KEYWORD = re.compile(r"[ \t]*#\+\w[\w-]{0,40}:|[ \t]*# |[ \t]*(?:SCHEDULED|DEADLINE|CLOSED):")
_DRAWER = re.compile(r"[ \t]*:[\w-]{1,40}:[ \t]*$")
_LINK = re.compile(r"\[\[([^\[\]\n]{1,2000})\](?:\[([^\[\]\n]{1,500})\])?\]")
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,400}?)(?<=\S)\*(?![\w*])")
_SLANTED = re.compile(r"(?<![\w/:<])/(?=\S)([^/\n]{1,300}?)(?<=\S)/(?![\w/])")
_VERBATIM = re.compile(r"(?<![\w=~])([=~])(?=\S)([^\n]{1,400}?)(?<=\S)\1(?![\w=~])")
_BULLET = re.compile(r"^([ \t]*)\+[ \t]+")


def _recognise(text: str, name: str) -> str:
    headlines = len(_HEADLINE.findall(text))
    if not headlines or "\\documentclass" in text:
        return ""
    marks = len(_ORG.findall(text))
    named = name.lower().endswith(".org")
    if not named and (not marks or _MARKDOWN.search(text)):
        return ""
    return f"{headlines} headings with stars" + (f" and {marks} of org's marks" if marks else "")


class _Outline:
    """Which heading stands below which. The parser looks for both through the whole file."""

    def __init__(self, nodes: Sequence[OrgNode]) -> None:
        self.nodes = nodes
        self._parents: dict[OrgNode, OrgNode] = {}
        self._children: dict[OrgNode, list[OrgNode]] = {}
        above: list[OrgNode] = []
        for node in nodes:
            while above and above[-1].level >= node.level:
                above.pop()
            if len(above) > MAX_DEPTH:
                raise Unreadable(f"its headings stand more than {MAX_DEPTH} deep; move them out")
            if above:
                self._parents[node] = above[-1]
                self._children.setdefault(above[-1], []).append(node)
            above.append(node)

    def parent(self, node: OrgNode) -> OrgNode | None:
        return self._parents.get(node)

    def children(self, node: OrgNode) -> Sequence[OrgNode]:
        return self._children.get(node, ())


def _read(text: str) -> Iterator[Card] | str:
    root = orgparse.loads(text)
    outline = _Outline([node for node in root[1:] if isinstance(node, OrgNode)])
    marked = frozenset(node for node in outline.nodes if _is_card(node))
    levels = {(node.level, outline.parent(node)) for node in marked}
    # A heading that asks beside cards is one whose mark was forgotten.
    chosen = [
        node
        for node in outline.nodes
        if node in marked
        or ((node.level, outline.parent(node)) in levels and look(_title(node)) is Look.QUESTION)
    ]
    cards = [card for node in chosen for card in _cards(node, outline)]
    return (
        iter(cards) if cards else _front_matter(root.get_body(format="raw")) + markdown_of_org(text)
    )


def _front_matter(above: str) -> str:
    """Return the title and author above the first heading as a page's keys, "" for neither."""
    named = {key: pattern.search(above) for key, pattern in _FILE_KEY.items()}
    keys = [f"{key}: {found[1].strip()}" for key, found in named.items() if found]
    return "\n".join(["---", *keys, "---", "", ""]) if keys else ""


_FILE_KEY = {
    key: re.compile(rf"^#\+{key}:[ \t]*(\S.*)$", re.IGNORECASE | re.MULTILINE)
    for key in ("title", "author")
}


def _is_card(node: OrgNode) -> bool:
    # What is inherited from above makes no card of every heading below.
    tags = {tag.casefold() for tag in node.shallow_tags}
    return bool(tags & _TAGS) or any(
        key in _PROPERTIES for key in node.properties if key != "ANKI_DECK"
    )


def _cards(node: OrgNode, outline: _Outline) -> Iterator[Card]:
    heading = _LABEL.sub("", _title(node))
    parts = [child for child in outline.children(node) if not _is_card(child)]
    answers = [child for child in parts if _ANSWER.fullmatch(_title(child))]
    fronts = [child for child in parts if _FRONT.fullmatch(_title(child))]
    place = Lines(node.linenumber, _last_line(node, outline))
    above = outline.parent(node)
    section = _title(above) if above else ""
    body = _body(node)
    if answers or fronts:
        # The heading may only name what its body asks.
        front = "\n\n".join(filter(None, map(_body, fronts))) or body
        others = [each for each in parts if each not in fronts and each not in answers]
        hints = [each for each in others if is_title_of(_title(each), "hint")] if answers else []
        told = [_with_children(each, outline) for each in answers or others]
        more = [_as_list(each, outline) for each in others if answers and each not in hints]
        back = "\n\n".join(filter(None, [*told, *more]))
        for hint in hints:
            yield left_out(Lines(hint.linenumber, _last_line(hint, outline)), "hint")
        asked = (
            front
            if front and ("?" in front or _is_name(heading))
            else "\n\n".join(filter(None, (heading, front)))
        )
        yield Card(asked or heading, back, place, (), section)
    elif clozes := list(_clozes(node, heading, body, place, section)):
        yield from clozes
    else:
        back = "\n\n".join(filter(None, [body, *(_as_list(child, outline) for child in parts)]))
        yield Card(heading, back, place, (), section)


def _is_name(heading: str) -> bool:
    """Whether a heading says no more than that this is a card: `Item`, `Card 3`."""
    return (
        re.fullmatch(r"(?:item|card|question|note|fact)s?[ ]?#?\d{0,4}", heading, re.IGNORECASE)
        is not None
    )


def _clozes(node: OrgNode, heading: str, body: str, place: Lines, section: str) -> Iterator[Card]:
    for text, extra in ((heading, [body]), (body, [])):
        if has_cloze(text):
            yield from cloze_cards(text, [each for each in extra if each], place, section)
            return
    pattern = _FC_CLOZE if _FC_CLOZE.search(body or heading) else None
    if pattern is None and str(node.get_property("DRILL_CARD_TYPE", "")).endswith("cloze"):
        pattern = _DRILL_CLOZE
    if pattern is None and not body:
        pattern = (
            _DRILL_CLOZE if "drill" in node.shallow_tags and _DRILL_CLOZE.search(heading) else None
        )
    text = body if pattern and pattern.search(body) else heading
    if pattern and (found := list(pattern.finditer(text))):
        gapped = pattern.sub(lambda each: f"[{each['hint'] or '...'}]", text)
        yield Card(gapped, ", ".join(each["text"] for each in found), place, (), section)


def _title(node: OrgNode) -> str:
    return _heading_text(node.get_heading(format="raw"))


def _heading_text(raw: str) -> str:
    """Return a heading as a question; a link in it is an address with its name behind it."""
    text = _LINK.sub(
        lambda link: f"{link[1]} ({link[2]})" if link[2] else link[1], _TODO.sub("", raw, count=1)
    )
    return _emphasised(text).strip()


def _last_line(node: OrgNode, outline: _Outline) -> int:
    lines = str(node).count("\n")
    below = outline.children(node)
    own = [_last_line(child, outline) for child in below if not _is_card(child)]
    return max([node.linenumber + lines, *own])


def _body(node: OrgNode) -> str:
    return _lines_to_markdown(node.get_body(format="raw").split("\n"))


def _with_children(node: OrgNode, outline: _Outline) -> str:
    below = [_as_list(child, outline) for child in outline.children(node)]
    return "\n\n".join(filter(None, [_body(node), *below]))


def _as_list(node: OrgNode, outline: _Outline) -> str:
    """Return a heading below a card's as a part of its answer."""
    return "\n\n".join(filter(None, [f"**{_title(node)}**", _with_children(node, outline)]))


def _lines_to_markdown(lines: list[str]) -> str:
    written: list[str] = []
    block, drawer = "", False
    for line in lines:
        if block:
            block = _in_block(line, block, written)
        elif begin := _BEGIN.match(line):
            block = begin[1].casefold()
            if block in ("src", "example", "export"):
                written.append(f"```{begin[2] if block == 'src' else ''}")
        elif _DRAWER.match(line):
            drawer = line.strip().upper() != ":END:"
        elif not drawer and not _KEYWORD.match(line):
            written.append(_emphasised(_linked(_BULLET.sub(r"\1- ", line))))
    if block in ("src", "example", "export"):
        written.append("```")
    return _dedented(written)


def _in_block(line: str, block: str, written: list[str]) -> str:
    """Write a line inside of #+begin_; return the block that is still open."""
    code = block in ("src", "example", "export")
    if (end := _END.match(line)) and end[1].casefold() == block:
        if code:
            written.append("```")
        return ""
    if block != "comment":
        written.append(
            line
            if code
            else f"> {_emphasised(_linked(line.strip()))}"
            if block == "quote"
            else _emphasised(_linked(line))
        )
    return block


def _dedented(lines: list[str]) -> str:
    depth = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[depth:] if line.strip() else "" for line in lines).strip("\n")


def _linked(text: str) -> str:
    return _LINK.sub(_link, text)


def _link(link: re.Match[str]) -> str:
    """Return a link as Markdown; one to a picture's file without a text shows the picture."""
    address = link[1].removeprefix("file:")
    if not link[2] and may_be_picture(address) and "//" not in address:
        return f"![](<{address}>)" if " " in address else f"![]({address})"
    return f"[{link[2]}]({link[1]})" if link[2] else link[1]


def _emphasised(text: str) -> str:
    """Turn org's emphasis into Markdown's; code stays as it is."""
    pieces = re.split(r"(`[^`\n]*`)", _VERBATIM.sub(r"`\2`", text))
    pieces[::2] = [_SLANTED.sub(r"*\1*", _BOLD.sub(r"**\1**", piece)) for piece in pieces[::2]]
    return "".join(pieces)


def markdown_of_org(text: str) -> str:
    """Return a whole org file as Markdown, its stars as headings."""
    root = orgparse.loads(text)
    parts = [_lines_to_markdown(root.get_body(format="raw").split("\n"))]
    for node in root[1:]:
        parts += [
            f"{'#' * min(node.level, 6)} {_heading_text(node.get_heading(format='raw'))}",
            _body(node),
        ]
    return "\n\n".join(filter(None, parts))


ORG = TextContainer("org", _recognise, _read)
