"""The fake refuses what Discord refuses, and names the field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.clock import Clock
from tests.fakes.discord.command_limits import check_commands
from tests.fakes.discord.entities import Channel
from tests.fakes.discord.errors import Json, Refused
from tests.fakes.discord.limits import check_choices, check_message, check_modal
from tests.fakes.discord.world import World

V2 = 1 << 15


def text(content: str = "x", **more: Any) -> Json:
    """A text display."""
    return {"type": 10, "content": content} | more


def button(custom_id: str = "a", **more: Any) -> Json:
    """A button."""
    return {"type": 2, "style": 1, "label": "Press", "custom_id": custom_id} | more


def row(*parts: Json) -> Json:
    """An action row."""
    return {"type": 1, "components": list(parts)}


def container(*parts: Json, **more: Any) -> Json:
    """A container."""
    return {"type": 17, "components": list(parts)} | more


def select(**more: Any) -> Json:
    """A select menu."""
    options = [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]
    return {"type": 3, "custom_id": "s", "options": options} | more


def field(**more: Any) -> Json:
    """A label around a text field."""
    inner = {"type": 4, "custom_id": "f", "style": 2} | more
    return {"type": 18, "label": "Answer", "component": inner}


def errors_of(refused: Refused) -> set[str]:
    """Return the paths of the fields that were refused."""

    def paths(node: Json, path: str) -> set[str]:
        if "_errors" in node:
            return {path}
        return set().union(*(paths(inner, f"{path}.{name}") for name, inner in node.items()))

    assert (refused.status, refused.code) == (400, 50035)
    return {path.removeprefix(".") for path in paths(refused.errors or {}, "")}


TREES: list[tuple[list[Json], str]] = [
    ([text() for _ in range(41)], "components"),
    ([container(*[text() for _ in range(20)]), *[text() for _ in range(20)]], "components"),
    ([text("x" * 2001), text("y" * 2000)], "components"),
    ([text("")], "components.0.content"),
    ([row(*[button(f"{n}") for n in range(6)])], "components.0.components"),
    ([row(button(), select())], "components.0.components"),
    ([row(button("a"), button("a"))], "components.0.components.1.custom_id"),
    ([row(button("x" * 101))], "components.0.components.0.custom_id"),
    ([row(button(label="x" * 81))], "components.0.components.0.label"),
    ([row(button(label=None))], "components.0.components.0"),
    ([row(button(style=9))], "components.0.components.0.style"),
    ([text(id=5), text(id=5)], "components.1.id"),
    ([text(id=1 << 31)], "components.0.id"),
    ([{"type": 9, "components": [text()]}], "components.0.accessory"),
    ([container(container(text()))], "components.0.components.0.type"),
    ([container()], "components.0.components"),
    ([row(select(options=[]))], "components.0.components.0.options"),
    ([row(select(max_values=3))], "components.0.components.0.max_values"),
    ([row(select(min_values=26))], "components.0.components.0.min_values"),
    ([row(select(placeholder="x" * 151))], "components.0.components.0.placeholder"),
]


@pytest.mark.parametrize(("components", "where"), TREES)
def test_components_beyond_a_limit_are_refused_where_they_are(
    components: list[Json], where: str
) -> None:
    with pytest.raises(Refused) as refused:
        check_message({"components": components, "flags": V2}, v2=True)
    assert where in errors_of(refused.value)


def test_components_at_every_limit_are_taken() -> None:
    full = container(
        *[text("x" * 400) for _ in range(10)],
        *[row(*[button(f"{n}-{m}", label="y" * 80) for m in range(5)]) for n in range(4)],
        id=(1 << 31) - 1,
    )
    options = [{"label": "z" * 100, "value": f"{n}", "description": "d" * 100} for n in range(25)]
    components = [full, row(select(options=options, min_values=0, max_values=25)), {"type": 14}]
    check_message({"components": components}, v2=True)


def test_a_v2_message_has_neither_content_nor_embeds() -> None:
    with pytest.raises(Refused) as refused:
        check_message({"content": "x", "embeds": [{"title": "y"}], "components": []}, v2=True)
    assert errors_of(refused.value) == {"content", "embeds"}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"content": "x" * 2001}, "content"),
        ({"content": "x", "nonce": "n" * 26}, "nonce"),
        ({"content": "x", "components": [text()]}, "components.0.type"),
        ({"embeds": [{"description": "x" * 4097}]}, "embeds.0.description"),
        ({"embeds": [{"description": "x" * 4096}, {"description": "x" * 1905}]}, "embeds"),
        ({"embeds": [{"title": "x"}] * 11}, "embeds"),
        (
            {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            "allowed_mentions",
        ),
        ({"content": "x", "allowed_mentions": {"parse": ["all"]}}, "allowed_mentions.parse.0"),
        (
            {"content": "x", "attachments": [{"id": 0, "description": "x" * 1025}]},
            "attachments.0.description",
        ),
    ],
)
def test_a_message_beyond_a_limit_is_refused(body: Json, where: str) -> None:
    with pytest.raises(Refused) as refused:
        check_message(body, v2=False)
    assert where in errors_of(refused.value)


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"title": "x" * 46}, "data.title"),
        ({"title": ""}, "data.title"),
        ({"custom_id": "x" * 101}, "data.custom_id"),
        ({"components": []}, "data.components"),
        ({"components": [field(custom_id=f"{n}") for n in range(6)]}, "data.components"),
        ({"components": [field(), field()]}, "data.components.1.component.custom_id"),
        ({"components": [field(max_length=4001)]}, "data.components.0.component.max_length"),
        (
            {"components": [field(max_length=3, value="four")]},
            "data.components.0.component.value",
        ),
        ({"components": [field(placeholder="x" * 101)]}, "data.components.0.component.placeholder"),
        ({"components": [field() | {"label": "x" * 46}]}, "data.components.0.label"),
        ({"components": [field() | {"description": "x" * 101}]}, "data.components.0.description"),
        ({"components": [row(button())]}, "data.components.0.components.0.type"),
    ],
)
def test_a_modal_beyond_a_limit_is_refused(changed: Json, where: str) -> None:
    modal = {"title": "Your answer", "custom_id": "m", "components": [field()]}
    check_modal(modal)
    with pytest.raises(Refused) as refused:
        check_modal(modal | changed)
    assert where in errors_of(refused.value)


@pytest.mark.parametrize(
    "choices",
    [
        [{"name": "x", "value": "x"}] * 26,
        [{"name": "x" * 101, "value": "x"}],
        [{"name": "x", "value": ""}],
        None,
    ],
)
def test_choices_beyond_a_limit_are_refused(choices: object) -> None:
    with pytest.raises(Refused):
        check_choices(choices)


def command(**changed: Any) -> Json:
    """A slash command."""
    return {"name": "ask", "description": "Look something up", "options": []} | changed


def option(name: str, **changed: Any) -> Json:
    """An option for text."""
    return {"name": name, "description": "What", "type": 3} | changed


# Each within its limits; twenty-five options of them make a command too large as a whole.
LONG_CHOICES = [{"name": f"{n}" * 100, "value": f"{n}" * 100} for n in range(2)]


@pytest.mark.parametrize(
    "commands",
    [
        [command(name="Ask")],
        [command(name="x" * 33)],
        [command(name="a b")],
        [command(description="")],
        [command(description="x" * 101)],
        [command(), command()],
        [command(name=f"c{n}") for n in range(101)],
        [command(options=[option(f"o{n}") for n in range(26)])],
        [command(options=[option("a"), option("b", required=True)])],
        [command(options=[option("a", choices=[{"name": "x", "value": "x"}] * 26)])],
        [command(options=[option("a", choices=[{"name": "x", "value": "x" * 101}])])],
        [command(options=[option(f"o{n}", choices=LONG_CHOICES) for n in range(25)])],
        [command(type=3, description="no description here")],
    ],
)
def test_commands_beyond_a_limit_are_refused(commands: list[Json]) -> None:
    check_commands([command(options=[option("a", required=True), option("b")])])
    with pytest.raises(Refused):
        check_commands(commands)


@pytest.fixture
def study(clock: Clock) -> Channel:
    """A channel of a Discord to which nothing is connected."""
    return World(clock.now, "http://discord.test").make_guild("Bread club").channel("study")


def test_an_edit_is_held_to_the_same_limits_and_changes_nothing_when_refused(
    study: Channel,
) -> None:
    assert study.guild is not None
    messages = study.guild.world.messages
    message = messages.post(study, {"content": "Why?"}, {})
    for change in ({"content": "x" * 2001}, {"content": ""}, {"flags": V2, "components": [text()]}):
        with pytest.raises(Refused):
            messages.edit(message, change, {})
    assert (message.text, message.components, int(message.flags)) == ("Why?", [], 0)


def test_a_picture_that_was_not_uploaded_cannot_be_shown(study: Channel) -> None:
    assert study.guild is not None
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://plot.png"}}]}
    with pytest.raises(Refused):
        study.guild.world.messages.post(study, {"flags": V2, "components": [gallery]}, {})
    assert study.messages == []


def test_every_component_has_an_id_and_those_given_are_kept(study: Channel) -> None:
    assert study.guild is not None
    body = {"flags": V2, "components": [container(text(), text(id=1), id=7), text()]}
    message = study.guild.world.messages.post(study, body, {})
    first = message.components[0]
    assert (first["id"], [part["id"] for part in first["components"]]) == (7, [2, 1])
    assert message.components[1]["id"] == 3
