"""Word's formulas as TeX between dollar signs, which the reader of Word's text leaves out.

The elements are those of Office Math Markup, ECMA-376-1 §22.1:
https://learn.microsoft.com/en-us/dotnet/api/documentformat.openxml.math
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element, SubElement, tostring
from zipfile import ZIP_DEFLATED, ZipFile

from defusedxml.ElementTree import fromstring

from bot.importing.containers.reading import MAX_DEPTH

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DOCUMENT = "word/document.xml"
_SIGNS = {
    "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∬": r"\iint", "∮": r"\oint", "\u22c3": r"\bigcup",
    "\u22c2": r"\bigcap",
}  # fmt: skip
_ACCENTS = {
    "\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar", "\u0305": r"\bar", "\u0307": r"\dot",
    "\u0308": r"\ddot", "\u20d7": r"\vec",
}  # fmt: skip
_NAMED = frozenset(
    """sin cos tan cot log ln exp lim max min det sup inf gcd sinh cosh tanh""".split()  # noqa: SIM905  # a list of words
)
_NEXT_ROW = r" \\ "
_HAT = "\u0302"
_RESERVED = re.compile(r"[{}%#&$]")


def with_formulas(data: bytes) -> bytes:
    """Return a .docx whose formulas are text as well. It was looked at for entities before.

    Raises what the parser does for XML that is none, and `STRANGE_BYTES` for a broken archive.
    """
    with ZipFile(io.BytesIO(data)) as archive:
        text = archive.read(_DOCUMENT) if _DOCUMENT in archive.namelist() else b""
        if b"oMath" not in text:
            return data
        root = fromstring(text)
        _write_out(root)
        written = io.BytesIO()
        with ZipFile(written, "w", ZIP_DEFLATED) as made:
            for member in archive.infolist():
                said = tostring(root) if member.filename == _DOCUMENT else archive.read(member)
                made.writestr(member.filename, said)
    return written.getvalue()


def _write_out(root: Element) -> None:
    """Put a run of text in the place of each formula."""
    for parent in list(root.iter()):
        if parent.tag.startswith(_M):
            continue
        for at, child in enumerate(list(parent)):
            if child.tag == f"{_M}oMathPara":
                formulas = [_tex(each) for each in child.iter(f"{_M}oMath")]
                parent[at] = _run(" ".join(f"$${tex}$$" for tex in formulas if tex))
            elif child.tag == f"{_M}oMath":
                tex = _tex(child)
                parent[at] = _run(f"${tex}$" if tex else "")


def _run(text: str) -> Element:
    run = Element(f"{_W}r")
    SubElement(run, f"{_W}t", {_SPACE: "preserve"}).text = text
    return run


def _tex(node: Element, depth: int = 0) -> str:
    """Return what an element says; one that is not known says what is in it."""
    if depth > MAX_DEPTH:
        return "".join(node.itertext())
    name = node.tag.removeprefix(_M)
    if name in ("t", "r") and node.tag.startswith(_M):
        return "".join(map(_typed, node.iter(f"{_M}t")))
    if name.endswith("Pr"):
        return ""
    write = _WRITERS.get(name)
    part = _Parts(node, depth + 1)
    return write(part) if write else part.inside().strip()


def _typed(node: Element) -> str:
    """Return a run's text; what is slanted by letters of their own is slanted anyway."""
    plain = (
        unicodedata.normalize("NFKC", sign) if "\U0001d400" <= sign <= "\U0001d7ff" else sign
        for sign in node.text or ""
    )
    return _RESERVED.sub(lambda sign: f"\\{sign[0]}", "".join(plain))


class _Parts:
    """The parts of an element by their names, as TeX."""

    def __init__(self, node: Element, depth: int) -> None:
        self._node, self._depth = node, depth

    def inside(self) -> str:
        return "".join(_tex(child, self._depth) for child in self._node)

    def of(self, name: str) -> str:
        """Return a part, "" where it is missing."""
        return next(self.all(name), "")

    def all(self, name: str) -> Iterator[str]:
        return (_tex(each, self._depth) for each in self._node.findall(f"{_M}{name}"))

    def rows(self, row: str, cell: str) -> list[str]:
        found = self._node.findall(f"{_M}{row}")
        cells = ([_tex(each, self._depth) for each in one.findall(f"{_M}{cell}")] for one in found)
        return [" & ".join(each) for each in cells]

    def said(self, name: str, otherwise: str) -> str:
        """Return a property's value, such as the sign of a sum."""
        found = next(self._node.iter(f"{_M}{name}"), None)
        return otherwise if found is None else found.get(f"{_M}val", "")


def _braced(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"


def _raised(base: str, below: str, above: str) -> str:
    return base + (f"_{_braced(below)}" if below else "") + (f"^{_braced(above)}" if above else "")


def _delimited(part: _Parts) -> str:
    begin, end = part.said("begChr", "("), part.said("endChr", ")")
    inner = part.said("sepChr", "|").join(part.all("e"))
    shown = {"{": r"\{", "}": r"\}"}
    return f"{shown.get(begin, begin)}{inner}{shown.get(end, end)}"


def _root(part: _Parts) -> str:
    degree = part.of("deg")
    return rf"\sqrt{f'[{degree}]' if degree else ''}{{{part.of('e')}}}"


def _sum(part: _Parts) -> str:
    sign = part.said("chr", "∫")
    return f"{_raised(_SIGNS.get(sign, sign), part.of('sub'), part.of('sup'))} {part.of('e')}"


def _function(part: _Parts) -> str:
    name = part.of("fName")
    return rf"\{name} {part.of('e')}" if name in _NAMED else f"{name} {part.of('e')}"


def _accent(part: _Parts) -> str:
    return f"{_ACCENTS.get(part.said('chr', _HAT), _ACCENTS[_HAT])}{{{part.of('e')}}}"


def _block(name: str, rows: list[str]) -> str:
    return rf"\begin{{{name}}}{_NEXT_ROW.join(rows)}\end{{{name}}}"


_WRITERS: dict[str, Callable[[_Parts], str]] = {
    "f": lambda part: rf"\frac{{{part.of('num')}}}{{{part.of('den')}}}",
    "sSup": lambda part: _raised(part.of("e"), "", part.of("sup")),
    "sSub": lambda part: _raised(part.of("e"), part.of("sub"), ""),
    "sSubSup": lambda part: _raised(part.of("e"), part.of("sub"), part.of("sup")),
    "sPre": lambda part: _raised("{}", part.of("sub"), part.of("sup")) + part.of("e"),
    "limLow": lambda part: _raised(part.of("e"), part.of("lim"), ""),
    "limUpp": lambda part: _raised(part.of("e"), "", part.of("lim")),
    "rad": _root,
    "nary": _sum,
    "d": _delimited,
    "func": _function,
    "acc": _accent,
    "bar": lambda part: rf"\overline{{{part.of('e')}}}",
    "m": lambda part: _block("matrix", part.rows("mr", "e")),
    "eqArr": lambda part: _block("aligned", list(part.all("e"))),
}
