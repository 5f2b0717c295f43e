"""Each contract fails when something is imported that it forbids, and says its own name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.architecture.rooms import sample
from tests.architecture.tree import Tree, Verdict, contracts

CONTRACTS = contracts()


def _breach(contract: dict[str, Any]) -> tuple[str, str]:
    """Return a module and what it must not import by the contract."""
    match contract["type"]:
        case "layers":
            container = contract["containers"][0]
            lowest, highest = contract["layers"][-1], contract["layers"][0].split(" | ")[0]
            return sample(f"{container}.{lowest}"), f"{container}.{highest}"
        case "protected":
            return "bot.errors", contract["protected_modules"][0]
        case "acyclic_siblings":
            return "bot.errors", "bot.core.models"
        case "forbidden":
            return sample(contract["source_modules"][0]), contract["forbidden_modules"][0]
        case unknown:
            raise AssertionError(f"a contract of a type that nobody here can break: {unknown}")


def test_the_tree_as_it_is_keeps_every_contract(tree: Tree):
    assert tree.lint() == Verdict(passed=True, broken={})


@pytest.mark.parametrize("name", CONTRACTS)
def test_one_forbidden_import_breaks_the_contract(tree: Tree, name: str):
    importer, imported = _breach(CONTRACTS[name])

    with tree.with_lines({importer: f"import {imported}"}):
        verdict = tree.lint()

    assert not verdict.passed
    assert name in verdict.broken
    assert (importer, imported) in verdict.links


@pytest.mark.parametrize(
    "line",
    [
        "import discord.ext.commands as commands",
        "from discord import Client",
        "def connect():\n    import discord",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import discord",
        "try:\n    import discord\nexcept ImportError:\n    discord = None",
    ],
)
def test_an_import_counts_wherever_and_however_it_is_written(tree: Tree, line: str):
    with tree.with_lines({"bot.core.rounds": line}):
        verdict = tree.lint()

    assert set(verdict.broken) == {"Only Discord's room knows discord.py"}


@pytest.mark.parametrize(
    ("module", "contract"),
    [
        ("bot.kitchen", "The rooms stand on each other in one direction"),
        ("bot.platforms.telegram", "No platform knows another"),
    ],
)
def test_a_new_room_has_to_be_given_its_place(tree: Tree, module: str, contract: str):
    with tree.with_lines({module: ""}):
        verdict = tree.lint()

    assert set(verdict.broken) == {contract}
    assert module in verdict.broken[contract]
