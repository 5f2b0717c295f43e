"""How somebody in Slack is answered: privately, where Slack takes the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.core.view import Action, Message, Press
from bot.errors import DatabaseUnavailable, MemberError
from bot.platforms.slack.command_names import CommandNames
from bot.platforms.slack.failures import code_of
from bot.platforms.slack.rendering.blocks import SlackSheet, sheet
from bot.platforms.slack.rendering.pages import pages_of
from bot.presentation.errors import FAULT, refused, unavailable_words

_log = structlog.get_logger()
_DIRECT = "D"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who did it and where, as Slack says it. `channel` is "" outside of channels.

    `team` is the workspace where we are installed, `home` the one that the person is of, where that
    is another one, which shares the channel. Of who `is_there` Slack says by this very request that
    they are in the channel; a form was opened there, which may be long ago. `response_url` takes
    the answer, where Slack gives one; `is_private` says that what was pressed stands in a message
    for this person alone, which the answer replaces. They did it when it `arrived`, just now where
    that is None. `typed` is the command that they typed, as it is called there.
    """

    team: str
    user: str
    channel: str = ""
    thread: str | None = None
    response_url: str | None = None
    is_private: bool = False
    home: str = ""
    is_there: bool = True
    arrived: datetime | None = None
    typed: str = ""

    @property
    def subject(self) -> str:
        """The account, as `Account.subject` has it: ids of people are a workspace's own."""
        return f"{self.home or self.team}:{self.user}"

    @property
    def is_direct(self) -> bool:
        """Whether they are alone with us, in a direct message or the Home tab."""
        return not self.channel or self.channel.startswith(_DIRECT)


@dataclass(frozen=True, slots=True)
class Responder:
    """The way to one person. Slack takes five answers to what they did, within half an hour."""

    client: AsyncWebClient
    caller: Caller
    names: CommandNames

    async def show(
        self,
        message: Message,
        *,
        turn: Press | None = None,
        actions: Sequence[Action] | None = None,
    ) -> None:
        """Show a page of a message to this person alone."""
        # Thousands of replies take a while to lay out; others are served meanwhile. Pictures are no
        # part of it: a block shows a file of ours to who can see the file, which is shared with a
        # message that all of a channel see or a direct one, and "there is no way to share files
        # within an ephemeral message" (https://github.com/slackapi/node-slack-sdk/issues/1790). The
        # words say where they are shown: in the reveal above, and on the web.
        message = await self.names.message(self.caller.team, message, self.caller.typed)
        pages = await asyncio.to_thread(pages_of, message, files=False)
        shown = message.actions if actions is None else actions
        await self._send(sheet(pages, turn.page if turn else 1, actions=shown, turn=turn))

    async def _send(self, made: SlackSheet) -> None:
        """Answer where Slack takes it, else in the channel, else by direct message."""
        if not (await self._responded(made) or await self._whispered(made)):
            await self._write(made)

    async def _responded(self, made: SlackSheet) -> bool:
        """Answer what they did; say whether Slack took it: it was too late or too often if not."""
        caller = self.caller
        if caller.response_url is None:
            return False
        body = {
            "text": made.text,
            "blocks": made.blocks,
            "response_type": "ephemeral",
            "replace_original": caller.is_private,
            "thread_ts": caller.thread,
        }
        answered = await AsyncWebhookClient(caller.response_url).send_dict(body)
        return answered.status_code == HTTPStatus.OK

    async def _whispered(self, made: SlackSheet) -> bool:
        """Show it in the channel to them alone; say whether they, and we, can be reached there."""
        caller = self.caller
        if not caller.channel:
            return False
        try:
            await self.client.chat_postEphemeral(
                channel=caller.channel,
                user=caller.user,
                thread_ts=caller.thread,
                text=made.text,
                blocks=made.blocks,
            )
        except SlackApiError as error:
            _log.info("not shown in the channel", channel=caller.channel, reason=code_of(error))
            return False
        return True

    async def _write(self, made: SlackSheet) -> None:
        opened = await self.client.conversations_open(users=self.caller.user)
        await self.client.chat_postMessage(
            channel=opened["channel"]["id"], text=made.text, blocks=made.blocks, mrkdwn=False
        )


@asynccontextmanager
async def refusing(responder: Responder) -> AsyncIterator[None]:
    """Tell the person in words, privately, whatever the block raises; log what is our fault.

    Not by Bolt's `app.error`: what is raised right after an acknowledgement takes that back there,
    and Slack tells the person that the app did not respond.
    """
    try:
        async with correcting(responder):
            yield
    except DatabaseUnavailable as error:
        await _tell(responder, Message.saying(unavailable_words(error)))
    except Exception as error:  # noqa: BLE001  # the last one there is; nobody else would tell
        _log.error("interaction failed", user=responder.caller.user, exc_info=error)
        await _tell(responder, Message.saying(FAULT))


@asynccontextmanager
async def correcting(responder: Responder) -> AsyncIterator[None]:
    """Tell the person in words, privately, what they can do better; raise what is our fault."""
    try:
        yield
    except MemberError as error:
        await _tell(responder, refused(error))


async def _tell(responder: Responder, message: Message) -> None:
    try:
        await responder.show(message)
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        # There is no other way to them: what takes answers is used up, or Slack is down.
        _log.warning("refusal not told", user=responder.caller.user, reason=str(error))
