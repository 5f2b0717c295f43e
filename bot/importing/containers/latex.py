"""LaTeX as Markdown: formulas as they are, lists, code, emphasis and headings translated."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text

from bot.importing.containers.latex_parser import Node, Parser
from bot.importing.containers.reading import GAP

_MACROS = {
    "*[{": "chapter section subsection subsubsection paragraph",
    "*[": "item",
    "*{": "vspace hspace",
    "*": """task""",
    "[": """question bonusquestion part subpart subsubpart bonuspart choice CorrectChoice
        correctchoice answerline""",
    "{": """ans sol solution correct incorrect wrong right correctanswer wronganswer rightanswer
        points single shownumcorrect penalty shuffleanswers feedback generalfeedback hint qs url
        label key explanation tag grade geometry hypersetup pagestyle thispagestyle input include
        underline uline pts marks fillwithlines makeemptybox textbf textit emph texttt textsc textsl
        text textrm textnormal textsf mbox fbox textup textmd hbox ref eqref pageref autoref cref
        Cref""",
    "[{": """answer title footnote usepackage documentclass caption setlist blank includegraphics
        lstinputlisting""",
    "{[": """titledquestion""",
    "{{": """card flashcard href textcolor setcounter fontsize""",
    "[[": """fillin""",
    "[{{": """parbox""",
    "[[{": """makebox framebox cite citep citet parencite textcite autocite footcite""",
    "{[{": """newcommand renewcommand""",
}
_ENVIRONMENTS = {
    "[": """exercise problem solution solutionorbox solutionorlines solutionordottedlines
        solutionbox answer answers category enumerate itemize description tasks figure table card
        proof hint note frame tcolorbox""",
    "[[": "question",
    "[{": """multi shortanswer numerical truefalse essay matching cloze quiz flashcard tabular
        minipage""",
    "{": "multicols defn block",
    "{[{": "tabularx",
}


def _each(table: dict[str, str]) -> dict[str, str]:
    return {name: arguments for arguments, names in table.items() for name in names.split()}


_BROKEN = (RecursionError, ValueError, LookupError, AttributeError, TypeError)

_HEADINGS = {"chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5}
_SILENT = frozenset(
    """label vspace hspace vfill hfill hfil newpage clearpage pagebreak noindent centering item
    bigskip medskip smallskip maketitle documentclass usepackage newcommand renewcommand
    setcounter pagestyle thispagestyle geometry hypersetup fontsize input include setlist large
    Large LARGE huge Huge small normalsize bfseries itshape ttfamily points single shownumcorrect
    penalty shuffleanswers droppoints pts marks fillwithlines fillwithdottedlines makeemptybox
    answerline grade tag hrule par indent newline linebreak printanswers noprintanswers
    tableofcontents author date protect leavevmode selectfont raggedright toprule midrule
    bottomrule hline cline addpoints""".split()  # noqa: SIM905  # a list of words
)
_DISPLAYED = frozenset(
    {
        "equation",
        "equation*",
        "align",
        "align*",
        "gather",
        "gather*",
        "multline",
        "multline*",
        "eqnarray",
        "eqnarray*",
        "displaymath",
        "math",
    }
)
_LISTS = frozenset(
    {
        "itemize",
        "enumerate",
        "description",
        "compactitem",
        "compactenum",
        "tasks",
        "inparaenum",
        "choices",
        "checkboxes",
        "oneparchoices",
        "parts",
        "subparts",
    }
)
_NUMBERED = frozenset({"enumerate", "compactenum", "inparaenum", "parts", "subparts"})
_ITEMS = frozenset({"item", "task", "choice", "CorrectChoice", "correctchoice", "part", "subpart"})
_QUOTES = (("``", "“"), ("''", "”"), ("---", "—"), ("--", "–"), ("~", " "))
_SIGNS = {"S": "§", "P": "¶", "dots": "…", "ldots": "…"}
_OPTIONS = re.compile(r"(?:\[[^\]\n]{0,200}\]|\{[^}\n]{0,40}\}){0,3}")


def parsed(text: str) -> list[Node]:
    """Return the nodes of a document's body, or of a text without one. Raises Unreadable."""
    nodes = Parser(text, _each(_MACROS), _each(_ENVIRONMENTS)).nodes()
    body = next((node for node in nodes if node.name == "document"), None)
    return body.nodes if body is not None else nodes


def argument(node: Node, at: int = -1) -> str:
    """Return an argument as Markdown, the last one by default, "" for one that was left out."""
    inside = node.args[at] if node.args else None
    return written(inside) if inside else ""


def written(nodes: Sequence[Node]) -> str:
    """Return nodes as Markdown."""
    text = "".join(map(_node, nodes))
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n ")


def _node(node: Node) -> str:
    return _NODES[node.kind](node)


def _typed(node: Node) -> str:
    chars = node.text.replace("&", " | ")
    for mark, shown in _QUOTES:
        chars = chars.replace(mark, shown)
    # Lines of a paragraph are one; its indentation is nothing that Markdown should see.
    return re.sub(r"[ \t]*\n[ \t]*", "\n", chars)


def _formula(node: Node) -> str:
    return f"\n\n$${node.text}$$\n\n" if node.name == "display" else f"${node.text}$"


def _macro(node: Node) -> str:
    name = node.name.rstrip("*")
    if name in _HEADINGS:
        return f"\n\n{'#' * _HEADINGS[name]} {' '.join(argument(node).split())}\n\n"
    if name in _SILENT:
        return ""
    writer = _WRITERS.get(name)
    return writer(node) if writer is not None else _symbol(node)


def _marked(mark: str) -> Callable[[Node], str]:
    return lambda node: _around(mark, argument(node))


_WRITERS: dict[str, Callable[[Node], str]] = {
    "\\": lambda _: "\n",
    "url": argument,
    **dict.fromkeys(
        ("cite", "citep", "citet", "parencite", "textcite", "autocite", "footcite"),
        lambda node: f"[{argument(node)}]",
    ),
    # What a label numbers is counted where it is set; its name is all that is here.
    **dict.fromkeys(
        ("ref", "eqref", "pageref", "autoref", "cref", "Cref"), lambda node: f"({argument(node)})"
    ),
    "footnote": lambda node: f" ({argument(node)})",
    "href": lambda node: f"[{argument(node)}]({argument(node, 0)})",
    "includegraphics": lambda node: f"![]({argument(node)})",
    "texttt": lambda node: f"`{argument(node)}`",
    **dict.fromkeys(("verb", "lstinline", "mintinline"), lambda node: f"`{node.text}`"),
    **dict.fromkeys(("textbf", "textsc"), _marked("**")),
    **dict.fromkeys(("emph", "textit", "textsl"), _marked("*")),
    **dict.fromkeys(("fillin", "blank", "rule"), lambda _: GAP),
    **dict.fromkeys(
        ("text", "textrm", "textnormal", "textsf", "underline", "uline", "mbox", "fbox",
         "textcolor", "makebox", "framebox", "parbox", "textup", "textmd", "hbox", "title"),
        argument,
    ),
}  # fmt: skip


def _around(mark: str, text: str) -> str:
    return f"{mark}{text}{mark}" if text.strip() and "\n\n" not in text else text


def _symbol(node: Node) -> str:
    """Return a symbol, a letter with its accent, or what an unknown macro encloses."""
    inside = [written(each) for each in node.args if each]
    if node.name in _SIGNS:
        return _SIGNS[node.name]
    braced = "".join(f"{{{text}}}" for text in inside)
    return _shown(f"\\{node.name}{braced}") or " ".join(inside)


@lru_cache(maxsize=1_000)
def _shown(source: str) -> str:
    try:
        shown = str(LatexNodes2Text(keep_comments=False).latex_to_text(source))
    except _BROKEN:
        return ""
    return shown if "\n" not in shown.strip() else ""


def _environment(node: Node) -> str:
    name = node.name
    if name in _DISPLAYED:
        return f"\n\n$${node.text.strip()}$$\n\n"
    if node.text:
        return f"\n\n```\n{_code(node)}\n```\n\n"
    if name.rstrip("*") in _LISTS:
        return f"\n\n{_list(node)}\n\n"
    text = written(node.nodes)
    if name.startswith("tabular"):
        return f"\n\n{_table(text)}\n\n"
    if name in ("quote", "quotation"):
        text = "\n".join(f"> {line}" for line in text.split("\n"))
    return f"\n\n{text}\n\n"


def _code(node: Node) -> str:
    first, _, rest = node.text.partition("\n")
    # Behind the environment's name stand its options.
    kept = node.text if not _OPTIONS.fullmatch(first.strip()) else rest
    return kept.strip("\n").rstrip()


def _table(text: str) -> str:
    rows = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    if not rows:
        return ""
    width = rows[0].count("|") + 1
    return "\n".join([f"| {rows[0]} |", "|" + "---|" * width, *(f"| {row} |" for row in rows[1:])])


def _list(node: Node) -> str:
    numbered = node.name.rstrip("*") in _NUMBERED
    parts = []
    for at, (label, nodes) in enumerate(items(node), 1):
        mark = f"{at}. " if numbered else "- "
        text = f"{f'**{label}** ' if label else ''}{written(nodes)}"
        first, *rest = text.split("\n")
        parts.append(
            "\n".join(
                [f"{mark}{first}", *(f"{' ' * len(mark)}{line}" if line else "" for line in rest)]
            )
        )
    return "\n".join(parts)


def items(node: Node) -> list[tuple[str, list[Node]]]:
    """Return a list's items: each one's own label, "" for none, and its nodes."""
    found: list[tuple[str, list[Node]]] = []
    for each in node.nodes:
        if each.kind == "macro" and each.name in _ITEMS:
            label = next((written(one) for one in reversed(each.args) if one is not None), "")
            found.append(("" if label == "*" else label, []))
        elif found:
            found[-1][1].append(each)
    return found


_NODES: dict[str, Callable[[Node], str]] = {
    "text": _typed,
    "group": lambda node: "".join(map(_node, node.nodes)),
    "math": _formula,
    "env": _environment,
    "macro": _macro,
}
