"""Questions and answers that a page tells apart by nothing but the classes of two boxes in turn.

`<div class="item"><div class="q">...</div><div class="a">...</div></div>`, again and again: where
several of the first boxes ask, all of them do.
"""

from __future__ import annotations

from collections import defaultdict

from selectolax.lexbor import LexborNode

from bot.importing.questions import Look, look

_FEWEST, _LEAST_ASKING = 3, 0.3  # pairs, and the share that asks by its words
_LONGEST = 300  # characters of a question
_BOXES = "div, li, section, article"
_KNOWN = frozenset(
    """h1 h2 h3 h4 h5 h6 summary dt dd th td tr ul ol pre table p nav header footer aside
    form script style""".split()  # noqa: SIM905  # a list of words
)
_INLINE = frozenset({"code", "b", "i", "em", "strong", "span", "a", "sub", "sup", "br", "img"})


def asked_by_place(root: LexborNode) -> frozenset[int]:
    """Return the ids of the elements that are questions because their siblings are."""
    alike: dict[tuple[str, str, str], list[LexborNode]] = defaultdict(list)
    for box in root.css(_BOXES):
        children = list(box.iter())
        kinds = [_kind(child) for child in children[:2]]
        if len(kinds) < 2 or len(set(kinds)) < 2 or len(children) % 2:  # noqa: PLR2004  # a pair
            continue
        if [_kind(child) for child in children] == kinds * (len(children) // 2):
            key = (_kind(box) if len(children) == 2 else "", *kinds)  # noqa: PLR2004  # as above
            alike[key[0], key[1], key[2]] += children[::2]
    return frozenset(node.mem_id for nodes in alike.values() if _ask(nodes) for node in nodes)


def _kind(node: LexborNode) -> str:
    return f"{node.tag} {node.attributes.get('class') or ''}"


def _ask(nodes: list[LexborNode]) -> bool:
    if len(nodes) < _FEWEST or not all(map(_is_line, nodes)):
        return False
    asking = sum(1 for node in nodes if look(" ".join(node.text().split())) >= Look.STUDY)
    return asking >= _LEAST_ASKING * len(nodes)


def _is_line(node: LexborNode) -> bool:
    """Whether a box is a line of text, that no tag tells to be more than that."""
    if node.tag in _KNOWN or not 0 < len(node.text().strip()) <= _LONGEST:
        return False
    return all((each.tag or "") in _INLINE for each in node.css("*") if each != node)
