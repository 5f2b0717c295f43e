"""A study guide of one line a question has its answers there, whatever sign stands before them."""

from __future__ import annotations

from tests.unit.importing.reading import pairs

GUIDE = """\
1)  Sugar of milk - lactose
2)  What does rennet do? curdles milk
3)  Define whey: what is left when milk curdles
4)  pH of fresh milk?? 6.7
5)  Who heated wine first? Pasteur
6)  Explain ripening ???
7)  curd - milk that has set
"""


def test_every_line_of_a_guide_is_parted_at_its_own_sign() -> None:
    assert pairs(GUIDE) == [
        ("Sugar of milk", "lactose"),
        ("What does rennet do?", "curdles milk"),
        ("Define whey", "what is left when milk curdles"),
        ("pH of fresh milk?", "6.7"),
        ("Who heated wine first?", "Pasteur"),
        ("Explain ripening", ""),
        ("curd", "milk that has set"),
    ]


def test_questions_with_answers_below_keep_their_dashes() -> None:
    below = "".join(f"{line}\n   It is so.\n\n" for line in GUIDE.splitlines())

    assert "Sugar of milk - lactose" in dict(pairs(below))


def test_a_list_of_questions_that_nobody_answered_keeps_its_colons() -> None:
    asked = [
        f"{at}. Name the parts: {part}" for at, part in enumerate(["rind", "paste", "eyes"] * 2, 1)
    ]

    assert [answer for _, answer in pairs("\n".join(asked))] == [""] * 6
