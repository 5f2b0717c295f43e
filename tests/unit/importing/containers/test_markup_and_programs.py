"""Questions in AsciiDoc, in Markdown with components, and in the source of quiz apps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importing.containers.literals import data_in
from tests.unit.importing.containers.reading import pairs, read

BREAD = [
    ("What is rye?", "A grain of cool fields."),
    ("Why does dough rise?", "Yeast gives off gas."),
    ("How long does it bake?", "Forty minutes."),
]
OFFERED = ["a stone", "A grain of cool fields.", "a tree"]

COMPONENTS = {
    "accordions": '  <Accordion title="{q}">\n    {a}\n  </Accordion>\n',
    "attributes on lines of their own": '<Item\n  id="x"\n  header="{q}"\n>\n\n{a}\n\n</Item>\n',
    "folds with a capital": '<Details summary="{q}">\n\n{a}\n\n</Details>\n',
    "closed in one": "<Card question='{q}' answer='{a}' />\n",
    "an answer that opens": "## {q}\n\n<Solution>\n{a}\n</Solution>\n\n",
    "text in braces": "<Faq q={{'{q}'}}>{a}</Faq>\n",
}


@pytest.mark.parametrize("form", COMPONENTS)
def test_a_component_that_opens_is_a_question_with_its_answer(form: str) -> None:
    page = "".join(COMPONENTS[form].format(q=q, a=a) for q, a in BREAD)
    text = f"import {{ X }} from './x'\n\n# Bread\n\n<Group>\n{page}</Group>\n"
    assert pairs(text, "bread.mdx") == BREAD


def test_components_in_code_are_code() -> None:
    code = '```jsx\n<Tab title="Is it?">\nno\n</Tab>\n<Tab title="Was it?">\nno\n</Tab>\n```\n'
    text = "".join(f"## {q}\n\n{a}\n\n{code}\n" for q, a in BREAD)
    assert [question for question, _ in pairs(text)] == [question for question, _ in BREAD]


ASCIIDOC = {
    "a list of questions": "[qanda]\n" + "".join(f"{q}::\n  {a}\n" for q, a in BREAD),
    "titles": "".join(f"=== {q}\n\n{a}\n\n" for q, a in BREAD),
    "blocks that open": "".join(
        f".{q}\n[%collapsible]\n====\n{a}\n====\n\n" for q, a in BREAD
    ),
    "answers that open": "".join(
        f"== {q}\n\n.Answer\n[%collapsible]\n====\n{a}\n====\n\n" for q, a in BREAD
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", ASCIIDOC)
def test_asciidoc_asks_in_lists_titles_and_blocks(form: str) -> None:
    assert pairs(f"= Bread\n:toc:\n\nOf the oven.\n\n{ASCIIDOC[form]}", "bread.adoc") == BREAD


def test_asciidoc_keeps_code_lists_and_emphasis() -> None:
    text = (
        "= Bread\n:toc:\n\n== What is rye?\n\nA *grain*:\n\n* cool\n** fields\n\n"
        "[source,sh]\n----\nsow *rye*\n----\n\n== Why bake?\n\nhttps://example.org[Taste].\n"
    )
    (_, rye), (_, why) = pairs(text)
    assert rye == "A **grain**:\n\n- cool\n  - fields\n\n```sh\nsow *rye*\n```"
    assert why == "[Taste](https://example.org)."


def listed(form: str) -> str:
    rows = (form.format(q=q, a=a, begin=a[:5], rest=a[5:]) for q, a in BREAD)
    return ",\n".join(rows)


PROGRAMS = {
    "objects.js": "const quiz = [\n"
    + listed("  {{question: '{q}', answer: \"{a}\"}} // next\n")
    + ",\n];\nfunction go(i) { return quiz[i].question; }\n",
    "module.ts": "export default {\n  cards: [\n"
    + listed("    {{ front: `{q}`, back: '{begin}' + '{rest}', due: new Date() }}")
    + ",\n  ],\n};\n",
    "tuples.py": "# a quiz\nQUIZ = [\n" + listed('    ("{q}", "{a}")') + "\n]\n",
    "calls.js": "let quiz = [" + listed('new Question("{q}", "{a}")') + "]",
    "mapping.py": "deck = {\n" + listed('    "{q}": "{a}"') + "\n}\n",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_lists_in_a_program_are_questions(name: str) -> None:
    assert pairs(PROGRAMS[name], name) == BREAD


@pytest.mark.parametrize(
    "options",
    [
        f"options: {OFFERED!r}, answer: 1",
        f"choices: {OFFERED!r}, correctAnswer: '{OFFERED[1]}'",
        "a: 'a stone', b: 'A grain of cool fields.', c: 'a tree', correct: 'b'",
        "answers: ["
        + ", ".join(f"{{text: '{o}', correct: {str(o == OFFERED[1]).lower()}}}" for o in OFFERED)
        + "]",
    ],
)
def test_a_quiz_app_tells_which_option_is_right(options: str) -> None:
    text = f"const quiz = [{{ question: 'What is rye?', {options} }}];"
    (item,) = read(text, "quiz.js").items
    assert item.question == "What is rye?\n- a stone\n- A grain of cool fields.\n- a tree"
    assert item.answers[0].text == "A grain of cool fields."


@given(st.text(alphabet="=[]{}()'\"`,:;/*#+ \\\nab1"))
def test_data_is_looked_for_in_any_text(text: str) -> None:
    assert all(isinstance(value, list | dict | None) for value in data_in(f"x = [{text}"))


def test_what_a_question_s_own_solution_says_is_kept_beside_its_parts() -> None:
    exam = r"""
\documentclass{exam}\begin{document}\begin{questions}
\question Is rye a grain?
\begin{solution} Yes. \end{solution}
\begin{parts}
\part Why? \begin{solution} It is a grass. \end{solution}
\end{parts}
\end{questions}\end{document}
"""
    assert pairs(exam, "exam.tex") == [
        ("Is rye a grain?", "Yes."),
        ("Is rye a grain? Why?", "It is a grass."),
    ]


def test_signs_and_references_are_no_placeholders_of_the_reader() -> None:
    exam = r"""
\documentclass{exam}\begin{document}\begin{questions}
\question What is rye?
\begin{solution} See \S 3 and \ref{fig:rye}, as \citep[p.~2]{baker} says \ldots \end{solution}
\end{questions}\end{document}
"""
    ((_, answer),) = pairs(exam, "exam.tex")

    assert answer == "See §3 and (fig:rye), as [baker] says …"


def test_a_fraction_outside_of_a_formula_breaks_no_exam():
    exam = r"""\documentclass{exam}\begin{document}\begin{questions}
\question What is \frac{1}{\sqrt{2}}?
\begin{solution}A half of root two.\end{solution}
\question Why is it so?
\begin{solution}Root two times itself is two.\end{solution}
\end{questions}\end{document}"""
    answers = [answer for _, answer in pairs(exam, "exam.tex")]
    assert answers == ["A half of root two.", "Root two times itself is two."]
