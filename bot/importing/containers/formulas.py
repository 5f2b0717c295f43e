"""Formulas on pages: their TeX, where KaTeX, MathJax or MediaWiki left it, and powers as `x^2`.

What draws a formula says the same again: https://katex.org/docs/options (`htmlAndMathml`),
https://docs.mathjax.org/en/v2.7-latest/advanced/model.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# MathJax 2 leaves its TeX in a script beside these.
_DRAWN = frozenset(
    {"katex-html", "MathJax", "MathJax_Display", "MathJax_Preview", "MJX_Assistive_MathML"}
    | {"mwe-math-fallback-image-inline", "mwe-math-fallback-image-display"}
)
_DRAWING = frozenset({"span", "div", "img"})
_ANNOTATION = "annotation[encoding='application/x-tex']"
_POWER = re.compile(r"[-+\u2212]?\d{1,3}|[-+\u2212n]")
# `x`, `km`, `10`, `)`: a mark behind a longer word points to a note.
_BASE = re.compile(r"(?:[\d)\]]|(?<![^\W\d_])[^\W\d_]{1,2})$")


def is_drawn(node: LexborNode) -> bool:
    """Whether an element only draws a formula whose TeX stands beside it."""
    if node.tag not in _DRAWING:
        return False
    classes = node.attributes.get("class") or ""
    return bool(classes) and not _DRAWN.isdisjoint(classes.split())


def formula(node: LexborNode) -> str:
    """Return the TeX of a `<math>` or `<script>`, else what it says; "" for a program."""
    if node.tag == "script":
        kind = node.attributes.get("type") or ""
        return _marked(node.text(), shown="mode=display" in kind) if "math/tex" in kind else ""
    tex = node.css_first(_ANNOTATION)
    if tex is None:
        return node.text()
    return _marked(tex.text(), shown=node.attributes.get("display") == "block")


def _marked(tex: str, *, shown: bool) -> str:
    mark = "$$" if shown else "$"
    return f"{mark}{tex.strip()}{mark}" if tex.strip() else ""


def power(node: LexborNode, text: str) -> str:
    """Return what stands raised behind a number or a letter as its power, else as it is."""
    before = node.prev
    base = (before.text_content or "") if before is not None and before.tag == "-text" else ""
    return f"^{text}" if _POWER.fullmatch(text) and _BASE.search(base) else text
