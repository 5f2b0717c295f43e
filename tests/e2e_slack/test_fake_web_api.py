"""What an unchanged slack_sdk posts, reads and may do on the fake Slack."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from tests.e2e_slack.refusals import error_of
from tests.fakes.clock import Clock
from tests.fakes.slack import Channel, FakeSlack, Person
from tests.fakes.slack.tiny_app import question


async def test_a_message_stands_with_its_blocks_and_fallback(
    client: AsyncWebClient, slack: FakeSlack, study: Channel
) -> None:
    posted = await client.chat_postMessage(channel=study.id, text="Why?", blocks=question())
    message = study.messages[0]
    assert (posted["ts"], posted["channel"]) == (message.ts, study.id)
    assert (message.text, message.fallback) == ("*Why does dough rise?*", "Why?")
    assert message.labels == ["Answer", "More"]
    assert slack.refused == []


async def test_metadata_is_read_back_where_it_is_asked_for(
    client: AsyncWebClient, study: Channel, clock: Clock
) -> None:
    metadata = {"event_type": "roundtable_delivery", "event_payload": {"key": "a-1"}}
    await client.chat_postMessage(channel=study.id, text="Before")
    clock.advance(timedelta(seconds=5))
    since = f"{clock.now().timestamp():.6f}"
    parent = await client.chat_postMessage(channel=study.id, text="Why?", metadata=metadata)
    await client.chat_postMessage(
        channel=study.id, text="Because", metadata=metadata, thread_ts=parent["ts"]
    )
    asked: dict[str, Any] = {"channel": study.id, "oldest": since, "inclusive": True}
    read = await client.conversations_history(**asked, include_all_metadata=True)
    assert [one.get("metadata") for one in read["messages"]] == [metadata]
    assert read["messages"][0]["reply_count"] == 1
    plain = await client.conversations_history(**asked)
    assert [one.get("metadata") for one in plain["messages"]] == [None]
    thread = await client.conversations_replies(
        channel=study.id, ts=parent["ts"], include_all_metadata=True
    )
    assert [one["metadata"] for one in thread["messages"]] == [metadata, metadata]


async def test_metadata_of_another_form_is_refused(client: AsyncWebClient, study: Channel) -> None:
    post = client.chat_postMessage(channel=study.id, text="Why?", metadata={"key": "a"})
    assert (await error_of(post))["error"] == "invalid_metadata_format"


async def test_the_history_is_read_in_pages_newest_first(
    client: AsyncWebClient, study: Channel, ann: Person
) -> None:
    for number in range(25):
        await ann.say(study, f"{number}")
    read: list[str] = []
    async for page in await client.conversations_history(channel=study.id, limit=10):
        read += [one["text"] for one in page["messages"]]
    assert read == [f"{number}" for number in reversed(range(25))]


async def test_a_moment_is_inclusive_only_where_it_is_said(
    client: AsyncWebClient, study: Channel, ann: Person
) -> None:
    said = [await ann.say(study, f"{number}") for number in range(3)]
    bounds: dict[str, Any] = {"channel": study.id, "oldest": said[0].ts, "latest": said[2].ts}
    between = await client.conversations_history(**bounds)
    assert [one["text"] for one in between["messages"]] == ["1"]
    all_of_them = await client.conversations_history(**bounds, inclusive=True)
    assert len(all_of_them["messages"]) == 3


async def test_a_message_is_changed_and_removed_by_its_author_alone(
    client: AsyncWebClient, study: Channel, ann: Person
) -> None:
    posted = await client.chat_postMessage(channel=study.id, text="Why?", blocks=question())
    await client.chat_update(channel=study.id, ts=posted["ts"], text="How?")
    message = study.messages[0]
    assert (message.fallback, message.labels) == ("How?", ["Answer", "More"])
    await client.chat_update(channel=study.id, ts=posted["ts"], text="How?", blocks=[])
    assert (message.text, message.labels) == ("How?", [])
    said = await ann.say(study, "Gas")
    for call, error in (
        (client.chat_update(channel=study.id, ts=said.ts, text="x"), "cant_update_message"),
        (client.chat_delete(channel=study.id, ts=said.ts), "cant_delete_message"),
        (client.chat_delete(channel=study.id, ts="1.000000"), "message_not_found"),
        (client.chat_update(channel=study.id, ts=message.ts, text="x" * 4001), "msg_too_long"),
    ):
        assert (await error_of(call))["error"] == error
    await client.chat_delete(channel=study.id, ts=message.ts)
    assert study.messages == [said]


async def test_only_where_the_bot_is_it_writes(
    client: AsyncWebClient, slack: FakeSlack, study: Channel, ann: Person
) -> None:
    away = study.workspace.channel("away", with_bot=False)
    hidden = study.workspace.channel("hidden", with_bot=False, private=True)
    old = study.workspace.channel("old")
    old.archive()
    stranger = slack.workspace("Other club").channel("study")
    for channel, error in (
        (away.id, "not_in_channel"),
        (hidden.id, "channel_not_found"),
        (stranger.id, "channel_not_found"),
        (old.id, "is_archived"),
        ("C0", "channel_not_found"),
    ):
        post = client.chat_postMessage(channel=channel, text="Why?")
        assert (await error_of(post))["error"] == error
    await client.conversations_join(channel=away.id)
    await client.chat_postMessage(channel=away.id, text="Why?")
    assert len(away.messages) == 1


async def test_an_ephemeral_message_is_seen_by_one_person_and_never_read_back(
    client: AsyncWebClient, study: Channel, ann: Person
) -> None:
    bo = study.workspace.member("Bo")
    whispered = await client.chat_postEphemeral(channel=study.id, user=ann.id, text="Psst")
    assert [message.text for message in ann.private] == ["Psst"]
    assert bo.private == study.messages == []
    read = await client.conversations_history(channel=study.id)
    assert read["messages"] == []
    ts = whispered["message_ts"]
    update = client.chat_update(channel=study.id, ts=ts, text="x")
    assert (await error_of(update))["error"] == "message_not_found"
    await bo.leave(study)
    whisper = client.chat_postEphemeral(channel=study.id, user=bo.id, text="Psst")
    assert (await error_of(whisper))["error"] == "user_not_in_channel"


async def test_direct_messages_are_opened_once(client: AsyncWebClient, ann: Person) -> None:
    opened = await client.conversations_open(users=[ann.id])
    await client.chat_postMessage(channel=opened["channel"]["id"], text="One")
    await client.chat_postMessage(channel=ann.id, text="Two")
    assert [message.text for message in ann.dms] == ["One", "Two"]
    again = await client.conversations_open(users=[ann.id])
    assert again["already_open"]
    assert again["channel"]["id"] == opened["channel"]["id"]


async def test_a_reply_needs_a_parent_that_is_no_reply(
    client: AsyncWebClient, study: Channel
) -> None:
    parent = await client.chat_postMessage(channel=study.id, text="Why?")
    reply = await client.chat_postMessage(channel=study.id, text="So", thread_ts=parent["ts"])
    assert [one.text for one in study.messages] == ["Why?"]
    assert [one.text for one in study.thread(study.messages[0])] == ["So"]
    for ts, error in (("1.000000", "thread_not_found"), (reply["ts"], "cannot_reply_to_message")):
        post = client.chat_postMessage(channel=study.id, text="x", thread_ts=ts)
        assert (await error_of(post))["error"] == error


async def test_files_go_up_in_three_steps_and_are_read_with_the_token(
    client: AsyncWebClient, slack: FakeSlack, study: Channel
) -> None:
    uploaded = await client.files_upload_v2(
        filename="plot.png", content=b"png", alt_txt="Two bars", channel=study.id, title="Plot"
    )
    file = study.messages[0].files[0]
    assert (file.name, file.title, file.alt_text, file.data) == (
        "plot.png",
        "Plot",
        "Two bars",
        b"png",
    )
    info = await client.files_info(file=uploaded["file"]["id"])
    url = info["file"]["url_private_download"]
    assert await _download(url, slack.bot_token) == b"png"
    assert b"Sign in" in await _download(url, "xoxb-wrong")
    stranger = slack.workspace("Other club")
    assert b"Sign in" in await _download(url, stranger.bot_token)


async def _download(url: str, token: str) -> bytes:
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
        return await response.read()


async def test_a_persons_file_comes_with_the_message(
    client: AsyncWebClient, slack: FakeSlack, study: Channel, ann: Person
) -> None:
    await ann.say(study, "My deck", files={"deck.md": b"# Dough"})
    read = await client.conversations_history(channel=study.id)
    url = read["messages"][0]["files"][0]["url_private"]
    assert await _download(url, slack.bot_token) == b"# Dough"


async def test_an_upload_of_another_size_is_refused(
    client: AsyncWebClient, slack: FakeSlack
) -> None:
    begun = await client.files_getUploadURLExternal(filename="plot.png", length=4)
    async with (
        aiohttp.ClientSession() as session,
        session.post(begun["upload_url"], data=b"png") as response,
    ):
        assert response.status == 400
    complete = client.files_completeUploadExternal(files=[{"id": begun["file_id"]}])
    assert (await error_of(complete))["error"] == "file_not_found"


async def test_people_and_places_are_told(
    client: AsyncWebClient, slack: FakeSlack, study: Channel, ann: Person
) -> None:
    mara = study.workspace.member("Mara", is_admin=True)
    team = (await client.team_info())["team"]
    assert (team["id"], team["name"]) == (study.workspace.id, "Bread club")
    assert (await client.users_info(user=mara.id))["user"]["is_admin"]
    assert not (await client.users_info(user=ann.id))["user"]["is_admin"]
    everybody = await client.users_list()
    names = [one["real_name"] for one in everybody["members"]]
    assert names == ["Roundtable", "Ann", "Mara"]
    info = (await client.conversations_info(channel=study.id))["channel"]
    assert (info["name"], info["is_member"]) == ("study", True)
    assert [one["id"] for one in (await client.conversations_list())["channels"]] == [study.id]
    bot = await client.auth_test()
    assert (await client.bots_info(bot=bot["bot_id"]))["bot"]["user_id"] == bot["user_id"]
    assert (await error_of(client.users_info(user="U0")))["error"] == "user_not_found"


async def test_reactions_and_pins_are_kept(client: AsyncWebClient, study: Channel) -> None:
    ts = (await client.chat_postMessage(channel=study.id, text="Why?"))["ts"]
    await client.reactions_add(channel=study.id, timestamp=ts, name="bread")
    await client.pins_add(channel=study.id, timestamp=ts)
    message = study.messages[0]
    assert list(message.reactions) == ["bread"]
    assert message.pinned


async def test_a_method_that_is_not_there_is_unknown(client: AsyncWebClient) -> None:
    assert (await error_of(client.api_call("chat.post")))["error"] == "unknown_method"


async def test_a_form_with_json_in_it_is_read(slack: FakeSlack, study: Channel) -> None:
    form = {"token": slack.bot_token, "channel": study.id, "text": "Why?"}
    form["blocks"] = '[{"type": "divider"}]'
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{slack.api_url}chat.postMessage", data=form) as response:
            assert (await response.json())["ok"]
        form["blocks"] = "["
        async with session.post(f"{slack.api_url}chat.postMessage", data=form) as response:
            assert (await response.json())["error"] == "invalid_blocks"
    assert study.messages[0].blocks[0]["type"] == "divider"
