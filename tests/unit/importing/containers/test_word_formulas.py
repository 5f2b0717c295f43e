"""Word's formulas are read as TeX, where they stand in their sentences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles import scaled
from tests.unit.importing.containers.office import word
from tests.unit.importing.containers.reading import pairs

_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def said(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def part(name: str, inner: str) -> str:
    return f"<m:{name}>{inner}</m:{name}>"


def base(text: str, **parts: str) -> str:
    return part("e", said(text)) + "".join(part(name, said(each)) for name, each in parts.items())


def sign(name: str, value: str) -> str:
    return f'<m:xPr><m:{name} m:val="{value}"/></m:xPr>'


def read(inner: str, *, apart: bool = False) -> str:
    formula = f"<m:oMath {_M}>{inner}</m:oMath>"
    if apart:
        formula = f"<m:oMathPara {_M}>{formula}</m:oMathPara>"
    answer = f"It is </w:t></w:r>{formula}<w:r><w:t> always."
    ((_, found),) = pairs(word([("Heading2", "What is energy?"), ("", answer)]), "notes.docx")
    return found


@pytest.mark.parametrize(
    ("inner", "tex"),
    [
        (said("E=m") + part("sSup", base("c", sup="2")), "E=mc^2"),
        (part("f", part("num", said("a")) + part("den", said("b+1"))), r"\frac{a}{b+1}"),
        (part("sSub", base("x", sub="10")), "x_{10}"),
        (part("sSubSup", base("x", sub="i", sup="2")), "x_i^2"),
        (part("rad", part("deg", "") + base("x")), r"\sqrt{x}"),
        (part("rad", part("deg", said("3")) + base("x")), r"\sqrt[3]{x}"),
        (part("nary", sign("chr", "∑") + base("i", sub="i=1", sup="n")), r"\sum_{i=1}^n i"),
        (part("d", sign("begChr", "[") + base("a")), "[a)"),
        (part("func", part("fName", said("sin")) + base("x")), r"\sin x"),
        (part("acc", sign("chr", "\u20d7") + base("v")), r"\vec{v}"),
        (
            part("m", part("mr", base("a") + base("b")) + part("mr", base("c") + base("d"))),
            r"\begin{matrix}a & b \\ c & d\end{matrix}",
        ),
        (part("borderBox", base("x")), "x"),
        (said("\U0001d465 = 50%"), r"x = 50\%"),
    ],
)
def test_a_formula_is_tex_within_its_sentence(inner: str, tex: str) -> None:
    assert read(inner) == f"It is ${tex}$ always."


def test_a_formula_on_a_line_of_its_own_is_told_so() -> None:
    assert "$$x$$" in read(said("x"), apart=True)


_letters = st.text(st.characters(categories=["Ll", "Nd"], max_codepoint=0x7F), min_size=3)
_parts = st.recursive(
    _letters.map(said),
    lambda inner: st.builds(
        lambda name, parts: part(name, "".join(part("e", each) for each in parts)),
        st.sampled_from(["d", "box", "phant", "eqArr", "unknown"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)


@settings(max_examples=scaled(25))
@given(_parts)
def test_what_is_written_in_a_formula_is_read(inner: str) -> None:
    words = [each.partition("<")[0] for each in inner.split("<m:t>")[1:]]

    found = read(inner)
    assert all(each in found for each in words)


def test_a_formula_that_is_nested_too_deep_is_read_as_its_text() -> None:
    assert "x" in read("<m:box><m:e>" * 120 + said("x") + "</m:e></m:box>" * 120)
