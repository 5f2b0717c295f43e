"""How two clauses are about each other: whether what one denies or turns is what the other says.

Words that are on two sides, or denied in one of two clauses, differ only where it is the same thing
that is turned. "Children cannot bully each other" denies no uniform, and says what "it reduces
bullying" says.
"""

from __future__ import annotations

from bot.core.comparison.clauses import Clause
from bot.core.lexicon import related_groups


def deny_apart(our: Clause, their: Clause) -> bool:
    """Tell whether both deny, and each what the other does not deny nor replace.

    "Never stretches" and "stretches without tearing" do; not "there is no closed path" and "the
    path is not closed".
    """
    mine, theirs = our.denied, their.denied
    return bool(mine and theirs) and mine <= their.stems and not theirs & our.stems


def denied_elsewhere(our: Clause, their: Clause, axis: int) -> bool:
    """Tell whether two are on different sides only for a denial, which is of something else."""
    if our.on(axis).denied == their.on(axis).denied:
        return False
    denying, other = (our, their) if our.on(axis).denied else (their, our)
    if lessens(other, denying):
        return True
    return denying.refused != denying.on(axis).stem and not refuses(denying, other)


def of_other_things(our: Clause, their: Clause, axis: int) -> bool:
    """Tell whether what is opposed is said of two things: "the same size", "a different part"."""
    mine, theirs = our.after(axis), their.after(axis)
    if mine is None or theirs is None or _kin(mine, theirs):
        return False
    return mine not in their.stems and theirs not in our.stems


def _kin(one: str, other: str) -> bool:
    groups = related_groups()
    return one == other or not groups.get(one, frozenset()).isdisjoint(groups.get(other, ()))


def exchanged(our: Clause, their: Clause, axis: int) -> bool:
    """Tell whether what stands before and behind the opposed words changes places, too.

    "Helium is lighter than air" says what "air is heavier than helium" does.
    """
    before, behind = _around(our, axis)
    first, last = _around(their, axis)
    return not before.isdisjoint(last) and not behind.isdisjoint(first)


def _around(clause: Clause, axis: int) -> tuple[frozenset[str], frozenset[str]]:
    """Return what stands only before the word on an axis in its passage, and what only behind."""
    words = clause.passage.words
    at = next(at for at, word in enumerate(words) if word.stem == clause.on(axis).stem)
    before = frozenset(word.stem for word in words[:at] if word.said)
    behind = frozenset(word.stem for word in words[at + 1 :] if word.said)
    return before - behind, behind - before


def context(one: Clause, other: Clause, axis: int) -> frozenset[str]:
    """Return what two clauses share beside the words that are at issue."""
    return (one.stems & other.stems) - {one.on(axis).stem, other.on(axis).stem}


def refuses(denying: Clause, other: Clause) -> bool:
    """Tell whether what a clause denies in the first place is what the other says."""
    lessening = denying.refused in denying.lessening and bool(other.lessening)
    return denying.refused in other.stems or lessening


def lessens(one: Clause, denying: Clause) -> bool:
    """Tell whether one makes less of what the other denies: "lower growth", "a lack of growth"."""
    return denying.denies and bool(one.lessening) and not denying.lessening


def begins_in(one: Clause, other: Clause) -> bool:
    """Tell whether two clauses speak of the same thing that lacks something."""
    return one.marks[0].stem in other.stems
