"""AsciiDoc as Markdown: titles, lists of questions and answers, blocks, and what opens.

`[qanda]` and other labelled lists (`question:: answer`) become headings with what is below them;
blocks that open (`[%collapsible]`) become folds. https://docs.asciidoctor.org/asciidoc/latest/
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.importing.containers.reading import TextContainer

_NAMES = (".adoc", ".asciidoc", ".asc")
_MARK = re.compile(
    r"^(?:\[(?:qanda|source|%collapsible|horizontal|discrete|NOTE|TIP|abstract)\b[^\]\n]*\]"
    r"|:(?:toc|icons|sectnums|author|source-highlighter|experimental|doctype)\b[^:\n]*:)",
    re.MULTILINE,
)
_TITLE = re.compile(r"^={1,6}[ ]\S", re.MULTILINE)
_HEADING = re.compile(r"(?P<level>={1,6})[ ]+(?P<text>\S.*)")
_ATTRIBUTE = re.compile(r":!?[\w-]{1,60}!?:(?:[ ].*)?$")
_BLOCK = re.compile(r"\[(?P<style>[^\[\]\n]{0,200})\]$")
_BLOCK_TITLE = re.compile(r"\.(?P<text>[^\s.].*)")
_CODE = re.compile(r"(?:-{4,}|\.{4,}|`{3,}.*)$")
_PLACED = re.compile(r"(?:={4,}|\*{4,}|_{4,}|--|\+{4,})$")
_LISTED = re.compile(
    r"[ \t]*(?P<term>\S.{0,1000}?)(?P<mark>:{2,4}|;;)(?:[ \t]+(?P<told>\S.*)|[ \t]*)$"
)
_POINT = re.compile(r"[ \t]*(?P<mark>\*{1,5}|\.{1,5}|-)[ ]+(?P<text>\S.*)")
_PICTURE = re.compile(
    r"image::?(?P<to>[^\s\[\]]{1,500})\[(?P<about>[^\],\n]{0,300})[^\]\n]{0,300}\]"
)
_LINK = re.compile(
    r"(?:link:)?(?P<to>(?:https?://|(?<=link:))[^\s\[\]<>]{1,500})\[(?P<text>[^\]\n]{1,300})\]"
)
_BOLD = re.compile(r"(?<![\w*`])\*(?P<text>[^\s*](?:[^*\n]{0,500}[^\s*])?)\*(?![\w*`])")
_LANGUAGE = re.compile(r"source,[ ]?(?P<language>[\w+#-]{1,20})")


def _recognise(text: str, name: str) -> str:
    if name.casefold().endswith(_NAMES):
        return "named as AsciiDoc"
    marks = _MARK.search(text)
    return "marks of AsciiDoc" if marks and (_TITLE.search(text) or "[qanda]" in text) else ""


@dataclass(slots=True)
class _Page:
    """A page as it is written anew, and which blocks and lists are open."""

    lines: list[str] = field(default_factory=list)
    code: str = ""
    placed: list[tuple[str, str]] = field(default_factory=list)
    """The lines that open what is placed, each with what closes it in Markdown."""
    style: str = ""
    title: str = ""
    level: int = 1
    terms: bool = False
    """Whether the lines are below a term of a list, and indented for its sake."""


def _converted(text: str) -> str:
    page = _Page()
    for line in text.split("\n"):
        _convert(line.rstrip(), page)
    return "\n".join(page.lines)


def _convert(line: str, page: _Page) -> None:
    bare = line.strip()
    if page.code:
        page.lines.append("```" if bare == page.code else line)
        page.code = "" if bare == page.code else page.code
    elif _CODE.fullmatch(bare):
        _open_code(bare, page)
    elif _PLACED.fullmatch(bare):
        _place(bare, page)
    elif found := _BLOCK.fullmatch(bare):
        page.style = found["style"]
        page.terms = page.terms and page.style != "qanda"
    elif _ATTRIBUTE.fullmatch(line) or (line.startswith("//") and not line.startswith("////")):
        return
    elif found := _BLOCK_TITLE.fullmatch(line):
        page.title = found["text"]
    else:
        _write(line, page)


def _open_code(mark: str, page: _Page) -> None:
    _tell_title(page)
    found = _LANGUAGE.match(page.style)
    page.lines.append(mark if mark.startswith("`") else f"```{found['language'] if found else ''}")
    page.code = "```" if mark.startswith("`") else mark
    page.style = ""


def _place(mark: str, page: _Page) -> None:
    """Open or close what is placed: a fold, or an example or aside, of which the text is kept."""
    if page.placed and page.placed[-1][0] == mark:
        page.lines += [page.placed.pop()[1], ""]
        return
    if "%collapsible" in page.style:
        page.lines += ["<details>", f"<summary>{page.title or 'Answer'}</summary>", ""]
        page.title = ""
    _tell_title(page)
    page.placed.append((mark, "\n</details>" if "%collapsible" in page.style else ""))
    page.style = ""


def _tell_title(page: _Page) -> None:
    if page.title:
        page.lines += [f"**{_inline(page.title)}**", ""]
    page.title = ""


def _write(line: str, page: _Page) -> None:
    _tell_title(page)
    if found := _HEADING.fullmatch(line):
        page.level, page.terms = len(found["level"]), False
        page.lines.append(f"{'#' * page.level} {_inline(found['text'])}")
    elif (found := _LISTED.fullmatch(line)) and len(line) - len(line.lstrip()) < 2:  # noqa: PLR2004
        page.terms = True
        page.lines += ["", f"{'#' * min(6, page.level + 1)} {_inline(found['term'])}", ""]
        page.lines += [_inline(found["told"])] if found["told"] else []
    elif found := _POINT.fullmatch(line):
        mark = found["mark"]
        indent = "  " * (len(mark) - 1) if mark[0] == "*" else "   " * (len(mark) - 1)
        sign = "1." if mark[0] == "." else "-"
        page.lines.append(f"{indent}{sign} {_inline(found['text'])}")
    elif line.strip() in ("+", "'''", "<<<"):
        page.lines.append("" if line.strip() == "+" else "---")
    else:
        page.lines.append(_inline(line.lstrip() if page.terms else line))


def _inline(text: str) -> str:
    if "[" in text:
        text = _LINK.sub(r"[\g<text>](\g<to>)", _PICTURE.sub(r"![\g<about>](\g<to>)", text))
    return _BOLD.sub(r"**\g<text>**", text) if "*" in text else text


ASCIIDOC = TextContainer("AsciiDoc", _recognise, _converted)
