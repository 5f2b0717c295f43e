"""What somebody wrote on Discord is read in words that mean the same elsewhere."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.platforms.discord.message_text import text_of


def _place(id_: int, name: str, *, is_open: bool) -> SimpleNamespace:
    """Return a channel that everybody on the server reads, or only some."""
    everybody = discord.Permissions(view_channel=is_open)
    guild = SimpleNamespace(default_role="everyone")
    return SimpleNamespace(id=id_, name=name, guild=guild, permissions_for=lambda _: everybody)


def _message(text: str, *, is_direct: bool = False) -> discord.Message:
    names = {4: "study", 5: "Why dough rests", 9: "leads"}
    places = {id_: _place(id_, name, is_open=id_ == 5) for id_, name in names.items()}
    roles = {7: SimpleNamespace(name="bakers"), 1: SimpleNamespace(name="@everyone")}
    guild = SimpleNamespace(get_role=roles.get, get_channel_or_thread=places.get)
    said: Any = SimpleNamespace(
        content=text,
        mentions=[SimpleNamespace(id=2, display_name="Bo")],
        guild=None if is_direct else guild,
        channel=places[4],
    )
    return cast("discord.Message", said)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("As <@2> and <@!2> say", "As @Bo and @Bo say"),
        ("As <@3> said", "As @somebody said"),
        ("see <#4>, <#5> or <#6>", "see #study, #Why dough rests or #channel"),
        ("the <#9> know", "the #channel know"),  # who reads it may not see that one
        ("<@&7>, <@&1> and <@&8>", "@bakers, @everyone and @some"),
        ("type </ask:123456789012345678>", "type /ask"),
        ("type </deck list:123456789012345678>", "type /deck list"),
        ("due <t:1772000000:R>", "due 2026-02-25 06:13 UTC"),
        ("due <t:1772000000>", "due 2026-02-25 06:13 UTC"),
        ("due <t:999999999999>", "due <t:999999999999>"),
        ("well done <:loaf_of_ours:123456789012345678>", "well done :loaf_of_ours:"),
        ("well done <a:tada:123456789012345678>", "well done 🎉"),
        ("if a <@ b or a <#4", "if a <@ b or a <#4"),
        ("`<@2>` and\n```\n<#4>\n```", "`<@2>` and\n```\n<#4>\n```"),
    ],
)
def test_marks_become_what_they_stand_for(written: str, read: str):
    assert text_of(_message(written)) == read


def test_where_there_is_no_server_what_is_mentioned_has_no_name():
    assert text_of(_message("see <#4>, <@&7>, <@2>", is_direct=True)) == "see #channel, @some, @Bo"
