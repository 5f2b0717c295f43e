"""Channels of the fake: who is in them, who may ask, and what the app is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.e2e_slack.refusals import error_of
from tests.e2e_slack.roundtable import grant
from tests.fakes.slack import Channel, FakeSlack, Impossible, Person
from tests.unit.platforms.slack.manifest import read_manifest


@pytest.fixture
def told(slack: FakeSlack) -> Callable[[], list[dict[str, Any]]]:
    """Return what was told since the last look, without what every event has."""
    seen = 0

    def look() -> list[dict[str, Any]]:
        nonlocal seen
        events = [dict(each.payload["event"]) for each in slack.deliveries.all[seen:]]
        seen += len(events)
        for event in events:
            assert event.pop("event_ts")
        return events

    return look


async def _members(client: AsyncWebClient, channel: Channel, **asked: object) -> list[str]:
    return (await client.conversations_members(channel=channel.id, **asked))["members"]


async def test_members_are_listed_by_pages_which_may_be_shorter_than_asked_for(
    client: AsyncWebClient, slack: FakeSlack, study: Channel
):
    for number in range(4):
        study.workspace.member(f"Person {number}")
    slack.world.most_listed = 3
    first = await client.conversations_members(channel=study.id, limit=999)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_members(channel=study.id, limit=999, cursor=cursor)

    assert [*first["members"], *second["members"]] == list(study.members)
    assert len(first["members"]) == 3
    assert second["response_metadata"]["next_cursor"] == ""


@pytest.mark.parametrize("limit", [0, 1000, -1])
async def test_a_page_of_members_has_one_to_999(client: AsyncWebClient, study: Channel, limit: int):
    answer = await error_of(client.conversations_members(channel=study.id, limit=limit))
    assert answer["error"] == "invalid_limit"


async def test_a_cursor_that_was_not_given_out_is_refused(client: AsyncWebClient, study: Channel):
    answer = await error_of(client.conversations_members(channel=study.id, cursor="x"))
    assert answer["error"] == "invalid_cursor"


async def test_a_public_channel_s_members_are_listed_from_outside_a_private_one_s_are_not(
    client: AsyncWebClient, study: Channel, ann: Person
):
    outside = study.workspace.channel("outside", with_bot=False)
    assert await _members(client, outside) == [ann.id]
    outside.make_private()
    answer = await error_of(client.conversations_members(channel=outside.id))
    assert answer["error"] == "channel_not_found"
    outside.add_bot()

    assert ann.id in await _members(client, outside)


@pytest.mark.parametrize(("private", "scope"), [(False, "channels:read"), (True, "groups:read")])
async def test_members_of_each_kind_need_a_scope_of_their_own(
    client: AsyncWebClient, slack: FakeSlack, study: Channel, private: bool, scope: str
):
    channel = study.workspace.channel("oven", private=private)
    installation = slack.installation(study.workspace)
    installation.scopes -= {scope}
    answer = await error_of(client.conversations_members(channel=channel.id))

    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
    assert answer["provided"] == ",".join(sorted(installation.scopes))


@pytest.mark.parametrize("private", [True, False])
async def test_of_an_archived_channel_the_members_are_not_listed_and_of_a_public_one_all_are_out(
    client: AsyncWebClient, study: Channel, ann: Person, private: bool
):
    channel = study.workspace.channel("oven", private=private)
    before = list(channel.members)
    channel.archive()
    answer = await error_of(client.conversations_members(channel=channel.id))
    assert answer["error"] == "fetch_members_failed"
    with pytest.raises(Impossible):
        channel.invite(ann)
    channel.unarchive()

    assert list(channel.members) == (before if private else [])


async def test_one_comes_to_a_private_channel_by_invitation_only(study: Channel, ann: Person):
    hidden = study.workspace.channel("hidden", private=True)
    hidden.kick(ann)
    with pytest.raises(Impossible):
        await ann.join(hidden)
    hidden.invite(ann)

    assert ann.id in hidden.members


async def test_comings_and_goings_are_told_where_the_app_is(
    study: Channel, ann: Person, told: Callable[[], list[dict[str, Any]]]
):
    outside = study.workspace.channel("outside", with_bot=False)
    await ann.leave(outside)
    outside.invite(ann)
    assert told() == []
    study.kick(ann)
    study.invite(ann)

    member = {"user": ann.id, "channel": study.id, "channel_type": "C"}
    member["team"] = study.workspace.id
    assert told() == [
        {"type": "member_left_channel"} | member,
        {"type": "member_joined_channel"} | member,
    ]


@pytest.mark.parametrize(("private", "kind"), [(False, "channel"), (True, "group")])
async def test_what_becomes_of_a_channel_is_told_by_the_name_of_its_kind(
    study: Channel, told: Callable[[], list[dict[str, Any]]], private: bool, kind: str
):
    oven = study.workspace.channel("oven", private=private)
    bot = study.workspace.world.bot_in(study.workspace)
    oven.rename("kiln")
    oven.archive()
    oven.unarchive()
    oven.add_bot()
    oven.remove_bot()
    oven.add_bot()
    oven.delete()

    events = [each for each in told() if each["type"] != "member_joined_channel"]
    assert [each["type"].partition("_")[0] for each in events] == [kind] * 5
    assert [each["type"].partition("_")[2] for each in events] == [
        "rename",
        "archive",
        "unarchive",
        "left",
        "deleted",
    ]
    assert events[0]["channel"]["name"] == "kiln"
    assert events[3] == {"type": f"{kind}_left", "channel": oven.id, "actor_id": bot.id}
    assert {each["channel"] for each in events[1:]} == {oven.id}


async def test_of_a_public_channel_the_whole_workspace_is_told_and_of_a_private_one_its_members(
    study: Channel, told: Callable[[], list[dict[str, Any]]]
):
    for private in (False, True):
        channel = study.workspace.channel("oven", with_bot=False, private=private)
        channel.rename("kiln")
        channel.archive()
        channel.unarchive()
        channel.delete()

    assert [each["type"] for each in told()] == [
        "channel_rename",
        "channel_archive",
        "channel_unarchive",
        "channel_deleted",
    ]


async def test_what_is_told_of_channels_needs_the_scope_to_read_of_their_kind(
    slack: FakeSlack, study: Channel, ann: Person, told: Callable[[], list[dict[str, Any]]]
):
    hidden = study.workspace.channel("hidden", private=True)
    slack.installation(study.workspace).scopes -= {"groups:read", "users:read"}
    hidden.kick(ann)
    hidden.rename("seen")
    ann.deactivate()
    study.kick(ann)

    assert [each["channel"] for each in told()] == [study.id]


async def test_that_a_channel_was_made_private_is_told_by_a_message(
    study: Channel, told: Callable[[], list[dict[str, Any]]]
):
    members = dict(study.members)
    study.make_private()
    study.make_public()

    private, public = told()
    assert private["subtype"] == "channel_convert_to_private"
    assert (private["type"], private["channel_type"]) == ("message", "group")
    assert public["subtype"] == "channel_convert_to_public"
    assert study.members == members
    with pytest.raises(Impossible):
        study.make_public()


async def test_a_private_channel_may_get_another_id(
    client: AsyncWebClient, study: Channel, told: Callable[[], list[dict[str, Any]]]
):
    hidden = study.workspace.channel("hidden", private=True)
    old = hidden.id
    hidden.change_id()

    assert told() == [
        {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": hidden.id}
    ]
    answer = await error_of(client.conversations_members(channel=old))
    assert answer["error"] == "channel_not_found"
    assert await _members(client, hidden)
    with pytest.raises(Impossible):
        study.change_id()


async def test_a_deactivated_person_does_nothing_and_cannot_be_written_to(
    client: AsyncWebClient, study: Channel, ann: Person, told: Callable[[], list[dict[str, Any]]]
):
    ann.deactivate()
    (event,) = told()
    assert (event["type"], event["user"]["id"]) == ("user_change", ann.id)
    assert event["user"]["deleted"] is True
    found = (await client.users_info(user=ann.id))["user"]
    assert found["deleted"] is True
    assert "is_admin" not in found
    assert (await error_of(client.conversations_open(users=ann.id)))["error"] == "user_disabled"
    with pytest.raises(Impossible):
        await ann.slash(study, "/ask")
    ann.reactivate()

    assert (await client.users_info(user=ann.id))["user"]["deleted"] is False


async def test_somebody_of_a_connected_workspace_is_of_their_own(
    client: AsyncWebClient, slack: FakeSlack, study: Channel
):
    partner = slack.workspace("Partner", with_bot=False)
    pat = study.workspace.stranger("Pat", partner)
    assert pat.id not in study.members
    found = (await client.users_info(user=pat.id))["user"]

    assert (found["team_id"], found["is_stranger"]) == (partner.id, True)


async def test_the_manifest_s_scopes_are_those_that_the_app_is_given(
    slack: FakeSlack, study: Channel, client: AsyncWebClient
):
    grant(slack)
    manifest = read_manifest()
    scopes = slack.installation(study.workspace).scopes
    assert scopes == set(manifest["oauth_config"]["scopes"]["bot"])
    answer = await error_of(client.conversations_join(channel=study.id))

    assert answer["needed"] == "channels:join"
