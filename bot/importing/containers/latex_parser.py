"""LaTeX taken apart into nodes: text, groups, formulas, macros with their arguments, environments.

A parser of this size reads a megabyte in about a second, where one that knows all of LaTeX takes
half a minute. What LaTeX would refuse is read as well as can be: an end without its beginning is
passed over, and whatever is still open is closed at the end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.importing.containers.reading import MAX_DEPTH, Unreadable

_TOKEN = re.compile(
    r"(?P<comment>%[^\n]*(?:\n[ \t]*)?)|\\(?P<edge>begin|end)[ ]{0,8}\{(?P<env>[^{}\n]{1,60})\}"
    r"|(?P<math>\$\$?|\\\[|\\\()|\\(?P<macro>[A-Za-z@]+\*?|.|\n)|(?P<brace>[{}])"
    r"|(?P<chars>[^\\{}$%]+)|(?P<rest>\\)",
    re.DOTALL,
)
_CLOSING = {"$": "$", "$$": "$$", "\\[": "\\]", "\\(": "\\)"}
_GAP = re.compile(r"[ \t]*(?:%[^\n]*)?\n?[ \t]*")
_MOST_NODES = 200_000  # each takes a third of a kilobyte of memory
_LONGEST_OPTION = 400  # what is opened for longer is an interval, and no option
_RAW = frozenset(
    """verbatim Verbatim lstlisting minted alltt code python pycode equation equation* align align*
    gather gather* multline multline* eqnarray eqnarray* displaymath math""".split()  # noqa: SIM905  # a list of words
)
_ACCENTS = frozenset("'`^\"~=.cuvHkrbdt")


@dataclass(slots=True)
class Node:
    """A piece of a document: `kind` is text, group, math, macro or env; it ends before `end`.

    `text` is what was typed: of a formula or raw environment what is inside. `args` are the
    arguments in order, None for each that was left out.
    """

    kind: str
    begin: int
    end: int = 0
    name: str = ""
    text: str = ""
    args: list[list[Node] | None] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)


class Parser:
    """Parses a text, given which arguments macros and environments take: `*`, `[` and `{`."""

    def __init__(
        self, text: str, macros: Mapping[str, str], environments: Mapping[str, str]
    ) -> None:
        self._text = text
        self._macros = macros
        self._environments = environments
        self._at = 0
        self._depth = 0
        self._count = 0
        self._open: list[str] = []
        self._bracket_closed = False

    def nodes(self) -> list[Node]:
        """Return the text's nodes. Raises Unreadable for what is nested too deep."""
        return self._until("")

    def _until(self, stop: str) -> list[Node]:
        """Return the nodes up to `}`, `]` or the end of the open environment, and pass that."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unreadable("its braces are nested too deep; close those that are open")
        found: list[Node] = []
        while self._at < len(self._text):
            token = _TOKEN.match(self._text, self._at)
            if token is None or self._ends(token, stop):
                break
            if (node := self._node(token, stop)) is not None:
                found.append(node)
            if self._bracket_closed:
                self._bracket_closed = False
                break
        self._depth -= 1
        return found

    def _ends(self, token: re.Match[str], stop: str) -> bool:
        if token["brace"] == "}" and stop == "}":
            self._at = token.end()
            return True
        if token["edge"] == "end" and token["env"] in self._open:
            if stop == "\\end" and self._open[-1] == token["env"]:
                self._at = token.end()
            return stop == "\\end" or stop != ""  # what is open inside of it ends with it
        return False

    def _node(self, token: re.Match[str], stop: str) -> Node | None:
        begin, self._at = token.start(), token.end()
        kind = token.lastgroup
        self._count += 1
        if self._count > _MOST_NODES:
            raise Unreadable(f"it holds more than {_MOST_NODES:,} commands and formulas; split it")
        if token["edge"]:
            return self._environment(token["env"], begin) if token["edge"] == "begin" else None
        if kind == "math":
            return self._formula(token["math"], begin)
        if kind == "macro":
            return self._macro(token["macro"], begin)
        if token["brace"] == "{":
            nodes = self._until("}")
            return Node("group", begin, self._at, nodes=nodes)
        return self._typed(token, stop, begin) if kind in ("chars", "rest") else None

    def _typed(self, token: re.Match[str], stop: str, begin: int) -> Node:
        typed = token[0]
        if stop == "]" and "]" in typed:
            typed = typed[: typed.index("]")]
            self._at = begin + len(typed) + 1
            self._bracket_closed = True
            return Node("text", begin, self._at - 1, text=typed)
        return Node("text", begin, self._at, text=typed)

    def _formula(self, mark: str, begin: int) -> Node:
        closing = _CLOSING[mark]
        end = self._text.find(closing, self._at)
        while end > 0 and self._text[end - 1] == "\\" and closing[0] == "$":
            end = self._text.find(closing, end + 1)
        if end < 0:
            return Node("text", begin, self._at, text=mark)
        inner = self._text[self._at : end]
        self._at = end + len(closing)
        return Node(
            "math", begin, self._at, "" if mark in ("$", "\\(") else "display", inner.strip()
        )

    def _environment(self, name: str, begin: int) -> Node:
        node = Node("env", begin, name=name)
        if name in _RAW:
            node.text = self._raw(name)
        else:
            node.args = self._arguments(self._environments.get(name.rstrip("*"), ""))
            self._open.append(name)
            node.nodes = self._until("\\end")
            self._open.pop()
        node.end = self._at
        return node

    def _raw(self, name: str) -> str:
        closing = f"\\end{{{name}}}"
        end = self._text.find(closing, self._at)
        begin, end = self._at, end if end >= 0 else len(self._text)
        self._at = min(end + len(closing), len(self._text))
        return self._text[begin:end]

    def _macro(self, name: str, begin: int) -> Node:
        node = Node("macro", begin, name=name)
        if name.rstrip("*") in ("verb", "lstinline", "mintinline"):
            node.text = self._delimited()
        elif name in _ACCENTS:
            node.args = self._arguments("{")
        else:
            node.args = self._arguments(self._macros.get(name.rstrip("*"), ""))
        if not node.args and name[-1:].isalpha() and self._text[self._at : self._at + 1] == " ":
            self._at += 1  # the space that ends a name
        node.end = self._at
        return node

    def _delimited(self) -> str:
        """Return what stands between two equal characters, or in braces."""
        self._arguments("[")
        mark = self._text[self._at : self._at + 1]
        end = self._text.find("}" if mark == "{" else mark, self._at + 1) if mark else -1
        if end < 0:
            return ""
        inner, self._at = self._text[self._at + 1 : end], end + 1
        return inner

    def _arguments(self, spec: str) -> list[list[Node] | None]:
        return [self._argument(kind) for kind in spec]

    def _argument(self, kind: str) -> list[Node] | None:
        gap = _GAP.match(self._text, self._at)
        at = gap.end() if gap else self._at
        mark = self._text[at : at + 1]
        if kind == "*" and mark == "*":
            self._at = at + 1
            return [Node("text", at, at + 1, text="*")]
        if kind == "[" and mark == "[" and "]" in self._text[at : at + _LONGEST_OPTION]:
            self._at = at + 1
            return self._until("]")
        if kind != "{" or mark in ("", "\n", "}"):
            return None
        if mark == "{":
            self._at = at + 1
            return self._until("}")
        return self._one_token(at)

    def _one_token(self, at: int) -> list[Node]:
        """Return the one character or macro that is an argument without braces."""
        token = _TOKEN.match(self._text, at)
        if token is not None and token.lastgroup == "macro":
            self._at = token.end()
            return [Node("macro", at, self._at, name=token["macro"])]
        self._at = at + 1
        return [Node("text", at, self._at, text=self._text[at])]
