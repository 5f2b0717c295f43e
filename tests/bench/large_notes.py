"""Large notes to read: as many questions with answers as a size takes, of our own words."""

from __future__ import annotations

import random

_WORDS = (
    "dough", "oven", "crust", "crumb", "yeast", "flour", "water", "salt", "steam",
    "gluten", "starter", "loaf", "knead", "fold", "proof", "rest", "hydration", "ferment",
    "temperature", "basket", "blade", "score", "bake", "cool", "slice", "rye", "wheat",
    "spelt", "malt", "sugar", "butter", "fat", "enzyme", "acid", "culture", "sponge",
    "levain", "batch", "ratio", "surface", "pocket", "structure",
)  # fmt: skip
_ASKED = ("What is {} {}?", "Why does {} need {}?", "How do you know that {} has {}?",
          "Explain how {} changes {}.", "When would you use {} instead of {}?")  # fmt: skip


def large_notes(size: int, *, repeated: bool = False) -> str:
    """Return notes of about `size` characters, the same each time.

    Where they are `repeated`, fifty questions come again and again.
    """
    chance = random.Random(size)  # noqa: S311  # to be repeated, not to be secret
    asked = [_question(chance) for _ in range(50)]
    parts: list[str] = []
    length = number = 0
    while length < size:
        number += 1
        question = asked[number % len(asked)] if repeated else _question(chance)
        parts.append(f"## {number}. {question}\n\n{_answer(chance)}\n")
        length += len(parts[-1]) + 1
    return "\n".join(parts)[:size]


def _question(chance: random.Random) -> str:
    return chance.choice(_ASKED).format(*(" ".join(chance.sample(_WORDS, 2)) for _ in range(2)))


def _answer(chance: random.Random) -> str:
    paragraphs = [_paragraph(chance) for _ in range(chance.randint(1, 2))]
    if chance.random() < 0.3:
        points = (f"- {_sentence(chance)}" for _ in range(chance.randint(2, 5)))
        paragraphs.append("\n".join(points))
    return "\n\n".join(paragraphs)


def _paragraph(chance: random.Random) -> str:
    return " ".join(_sentence(chance) for _ in range(chance.randint(1, 4)))


def _sentence(chance: random.Random) -> str:
    words = " ".join(chance.choices(_WORDS, k=chance.randint(8, 20)))
    return f"The {words}."
