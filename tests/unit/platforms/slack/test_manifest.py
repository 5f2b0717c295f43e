"""The app's manifest names exactly what the code takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from bot.platforms.slack.commands import COMMANDS
from bot.platforms.slack.general_command import GENERAL, meant
from bot.platforms.slack.listeners import Listeners
from bot.platforms.slack.manifest import Names
from bot.platforms.slack.manifest import manifest as made
from bot.platforms.slack.scopes import SCOPES as ASKED
from bot.services.services import Services
from tests.fakes.slack.application import EVENTS, SCOPES, Application
from tests.unit.platforms.slack.manifest import read_manifest

_LONGEST = {"name": 24, "description": 150}


class Registry:
    """Stands where the `AsyncApp` is: notes what is registered by kind."""

    def __init__(self) -> None:
        self.names: dict[str, set[str]] = {}

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        def register(name: str | re.Pattern[str]) -> Callable[..., Any]:
            self.names.setdefault(kind, set()).add(str(name))
            return lambda listener: listener

        return register


@pytest.fixture
def registry(services: Services) -> Registry:
    made = Registry()
    workspaces = SimpleNamespace(app=made)
    listeners = Listeners(services, workspaces, None)  # type: ignore[arg-type]  # it registers alone
    made.names["event"] = set(listeners.events.handlers)
    return made


@pytest.fixture
def manifest() -> dict[str, Any]:
    return read_manifest()


def test_the_commands_are_those_that_the_code_takes(manifest, registry: Registry):
    listed = manifest["features"]["slash_commands"]
    names = [one["command"] for one in listed]
    assert names == [GENERAL, *COMMANDS]
    (taken,) = registry.names["command"]
    assert "/.+" in taken
    assert [meant(name, "")[0] for name in names] == names


def test_each_command_says_how_it_is_used(manifest):
    for one in manifest["features"]["slash_commands"]:
        if one["command"] == GENERAL:
            continue
        command = COMMANDS[one["command"]]
        assert one["description"] == command.about
        assert one.get("usage_hint", "") == command.usage
        assert one["should_escape"] == command.escaped


def test_the_shortcuts_are_those_that_the_code_takes(manifest, registry: Registry):
    listed = manifest["features"]["shortcuts"]
    assert {one["callback_id"] for one in listed} == registry.names["message_shortcut"]
    for one in listed:
        assert one["type"] == "message"
        assert all(len(one[name]) <= most for name, most in _LONGEST.items())
    assert "shortcut" not in registry.names
    assert "global_shortcut" not in registry.names


def test_the_events_are_those_that_the_code_takes(manifest, registry: Registry):
    subscribed = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {name.partition(".")[0] for name in subscribed} == registry.names["event"]
    assert set(subscribed) <= EVENTS


def test_messages_come_from_every_kind_of_place_that_questions_are_asked_in(manifest):
    subscribed = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert {"message.channels", "message.groups", "message.im"} <= subscribed


def test_the_scopes_are_those_that_an_installation_asks_for_and_none_is_listed_twice(manifest):
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    assert set(scopes) <= SCOPES
    assert set(scopes) == set(ASKED)
    assert len(set(scopes)) == len(scopes)
    assert set(manifest["oauth_config"]["scopes"]["bot_optional"]) <= set(scopes)


def test_forms_buttons_the_home_tab_and_socket_mode_are_switched_on(manifest):
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    assert manifest["settings"]["socket_mode_enabled"] is True
    home = manifest["features"]["app_home"]
    assert home["home_tab_enabled"] is True
    assert home["messages_tab_enabled"] is True
    assert home["messages_tab_read_only_enabled"] is False


def test_a_slack_takes_the_manifest(manifest):
    application = Application("A1", "Roundtable")
    application.apply(manifest)

    assert application.commands == {GENERAL, *COMMANDS}
    assert set(application.shortcuts) == {"Use as my answer", "Import these notes"}
    assert len(manifest["display_information"]["name"]) <= 35
    assert len(manifest["display_information"]["description"]) <= 140


def test_the_manifest_that_is_made_is_the_one_in_the_repository(manifest):
    assert made() == manifest


def test_a_prefix_stands_before_each_command_and_is_the_general_one():
    listed = made(prefix="study")["features"]["slash_commands"]
    names = [one["command"] for one in listed]

    assert names == ["/study", *(f"/study-{name[1:]}" for name in COMMANDS)]
    assert [meant(name, "")[0] for name in names] == [GENERAL, *COMMANDS]


@pytest.mark.parametrize("prefix", ["web", "quiz", "my-link"])
def test_a_prefix_that_cannot_be_told_from_a_command_is_refused(prefix: str):
    with pytest.raises(ValueError, match=prefix):
        made(prefix=prefix)


def test_an_app_may_have_one_command_alone_or_the_short_ones():
    def names(which: Names) -> list[str]:
        return [one["command"] for one in made(names=which)["features"]["slash_commands"]]

    assert names(Names.GENERAL) == [GENERAL]
    assert names(Names.SHORT) == list(COMMANDS)


def test_an_app_over_http_is_told_everything_at_its_address():
    told = made(url="https://example.org/")
    at = "https://example.org/slack/events"

    assert {one["url"] for one in told["features"]["slash_commands"]} == {at}
    assert told["settings"]["event_subscriptions"]["request_url"] == at
    assert told["settings"]["interactivity"]["request_url"] == at
    assert told["settings"]["socket_mode_enabled"] is False
    assert told["oauth_config"]["redirect_urls"] == ["https://example.org/slack/oauth_redirect"]
    Application("A1", "Roundtable").apply(told)
