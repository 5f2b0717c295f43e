"""A formula on a page is read once, as its TeX, whatever drew it."""

from __future__ import annotations

import pytest

from bot.importing.containers.html import markdown_of
from tests.unit.importing.containers.reading import pairs

TEX = r"\det A \neq 0"
MATHML = (
    "<math{display}><semantics><mrow><mi>d</mi></mrow>"
    f'<annotation encoding="application/x-tex">{TEX}</annotation></semantics></math>'
)
INLINE = MATHML.format(display="")


KATEX = (
    f'<span class="katex"><span class="katex-mathml">{INLINE}</span>'
    '<span class="katex-html" aria-hidden="true"><span>det</span><span>A≠0</span></span></span>'
)
MATHJAX_2 = (
    '<span class="MathJax_Preview">[x]</span><span class="MathJax" id="M1"><nobr>detA≠0</nobr>'
    '<span class="MJX_Assistive_MathML"><math><mi>d</mi></math></span></span>'
    f'<script type="math/tex">{TEX}</script>'
)
MEDIAWIKI = (
    f'<span class="mwe-math-element"><span>{INLINE}</span>'
    '<img class="mwe-math-fallback-image-inline" src="a.svg" alt="det"></span>'
)


@pytest.mark.parametrize("drawn", [KATEX, MATHJAX_2, MEDIAWIKI])
def test_a_formula_is_there_once(drawn: str) -> None:
    assert markdown_of(f"<p>If {drawn}, it is regular.</p>") == f"If ${TEX}$, it is regular."


def test_a_formula_on_lines_of_its_own_stays_there() -> None:
    shown = MATHML.format(display=' display="block"')

    assert markdown_of(f"<p>{shown}</p>") == f"$${TEX}$$"


def test_a_power_is_no_digit_more_and_a_note_is_no_power() -> None:
    page = "<p>E = mc<sup>2</sup>, 10<sup>-3</sup> km<sup>2</sup>, 1<sup>st</sup></p>"

    assert markdown_of(page) == "E = mc^2, 10^-3 km^2, 1st"
    assert markdown_of("<p>In Paris<sup>3</sup> H<sub>2</sub>O</p>") == "In Paris3 H2O"


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("<anki-mathjax>x^2</anki-mathjax>", "$x^2$"),
        ('<anki-mathjax block="true">x^2</anki-mathjax>', "$$x^2$$"),
        (r"\(x &lt; y\) or \[z\]", "$x < y$ or $$z$$"),
        ("[$]x[/$], [$$]y[/$$], [latex]$z$[/latex]", "$x$, $$y$$, $z$"),
        ("rye [sound:rye.mp3]", "rye"),
        (r"open [$] and \( stay", r"open [$] and \( stay"),
    ],
)
def test_a_card_s_formula_stands_between_dollar_signs(field: str, shown: str) -> None:
    ((_, answer),) = pairs(f"#separator:tab\n#html:true\nWhat is rye?\t{field}\n", "cards.txt")

    assert answer == shown
