"""The composition root: settings to a running room, started and stopped in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from bot import __version__, semantics
from bot.database import back_up, writing_context
from bot.errors import BadPack, MemberError
from bot.importing.packs import find_packs, read_pack
from bot.monitoring import Pulse
from bot.platforms.port import Chat, Platform, PlatformRoute, TokenChecks
from bot.platforms.web import Watch, WebPlatform, make_web_app
from bot.presentation.deliveries import present
from bot.presentation.errors import words_for
from bot.presentation.web import opens_here_alone
from bot.services.groups import LOCAL_GROUP, LOCAL_WORKSPACE
from bot.services.services import Services
from bot.settings import Settings
from bot.storage.transaction import Store
from bot.workers.backups import FOLDER, Backups
from bot.workers.connections import Limits
from bot.workers.message_updater import MessageUpdater
from bot.workers.outbox_dispatcher import OutboxDispatcher
from bot.workers.platform_watch import PlatformWatch
from bot.workers.scheduler import Janitor, Scheduler
from bot.workers.server import answer, listening
from bot.workers.supervisor import Supervisor

if TYPE_CHECKING:
    from bot.platforms.slack.http import SlackOverHttp

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Links:
    """The ways in: by the first room's join link, "" where it is off, and to its desk, once."""

    join: str
    desk: str


def slack_manifest(names: str, prefix: str, url: str) -> dict[str, Any]:
    """Return what Slack is told of an app; `names` is a `bot.platforms.slack.manifest.Names`.

    Raises ValueError for a `prefix` that ends in a command's own name.
    """
    from bot.platforms.slack.manifest import Names, manifest  # where it is wanted

    return manifest(names=Names(names), prefix=prefix, url=url)


async def serve(
    settings: Settings,
    ready: Callable[[Links], None],
    door: Path | None = None,
    tokens: TokenChecks | None = None,
) -> None:
    """Run the room until SIGINT or SIGTERM; `ready` is told its links once it takes connections.

    With a `door`, which is a file, terminals of this machine come in as well. `tokens` looks at
    those that are typed into the room's pages. Raises OperatorError when it cannot start.
    """
    with listening(settings.web_host, settings.web_port) as listener:
        async with writing_context(settings) as context:
            services = Services(replace(context, meaning=semantics.meaning()))
            if not settings.on_postgresql:  # there, other workers may be sending right now
                await services.deliveries.release()
            await _prepare(services, settings)
            services.web_url = settings.room_url(listener.getsockname()[1])
            links = await _links(services)
            chats, routes = await _chats(services, context.store, settings, door)
            _warn_of_address(services, settings)
            backups = _backups(services, settings)
            workers, pulses = _start_workers(services, chats, backups)
            _log.info("room started", version=__version__, port=listener.getsockname()[1])
            try:
                states = {chat.platform.name: chat.state for chat in chats}
                watch = Watch(pulses, _metrics_token(settings), states, backups.standing)
                web = make_web_app(
                    services, services.web_url, watch, routes, _most_streams(), tokens=tokens
                )
                await answer(
                    web,
                    listener,
                    proxies=settings.proxies,
                    on_start=lambda: ready(links),
                    on_stop=services.live.close,
                )
            finally:
                await workers.stop()
                for chat in chats:
                    await chat.stop()
                _log.info("room stopped")


def _warn_of_address(services: Services, settings: Settings) -> None:
    """Say that what chats link to is out of their members' reach, where it is."""
    if (settings.discord_token or settings.on_slack) and opens_here_alone(services.web_url):
        _log.warning(
            "links in chats open on this machine alone",
            url=services.web_url,
            setting="ROUNDTABLE_WEB_URL",
        )


def _backups(services: Services, settings: Settings) -> Backups:
    folder = settings.folder / FOLDER
    return Backups(folder, settings.backups, services.clock, partial(back_up, settings))


def _most_streams() -> int:
    """Return how many pages may be live; the other half is for what is soon over."""
    return Limits.of_process().connections // 2


async def _prepare(services: Services, settings: Settings) -> None:
    group = await services.groups.local()
    await _load_packs(services, settings)
    await services.rounds.open_first_ever(group.id)


async def _load_packs(services: Services, settings: Settings) -> None:
    for folder in find_packs(settings.content):
        try:
            deck = await services.packs.load(read_pack(folder))
            _log.info("pack loaded", pack=folder.name, changed=deck is not None)
        except (BadPack, MemberError) as error:
            # One bad pack must not keep people from the other decks.
            _log.error("pack not loaded", pack=folder.name, reason=words_for(error))


async def _links(services: Services) -> Links:
    join = await services.members.secret(LOCAL_GROUP)
    desk = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    url = services.web_url
    return Links(f"{url}/join?key={join}" if join else "", f"{url}/enter?pass={desk}")


def _metrics_token(settings: Settings) -> str | None:
    return settings.metrics_token.get_secret_value() if settings.metrics_token else None


async def _chats(
    services: Services, store: Store, settings: Settings, door: Path | None
) -> tuple[list[Chat], list[PlatformRoute]]:
    """Log in wherever there is a token, and return what else the web server answers.

    Only then is anything of the platform loaded. Raises OperatorError for a token that is refused.
    """
    chats: list[Chat] = []
    routes: list[PlatformRoute] = []
    if settings.discord_token is not None:
        from bot.platforms.discord.connection import DiscordConnection

        chats.append(DiscordConnection(services, settings))
    if settings.on_slack and settings.slack_command:
        from bot.platforms.slack.command_names import CommandNames

        await CommandNames(services.key_values).begin(settings.slack_command)
    if settings.slack_app_token is not None:
        from bot.platforms.slack.connection import SlackConnection

        chats.append(SlackConnection(services, settings))
    elif settings.on_slack:
        over_http = slack_over_http(services, store, settings)
        chats.append(over_http)
        routes.extend(over_http.routes)
    if door is not None:
        from bot.platforms.terminal.connection import TerminalConnection

        chats.append(TerminalConnection(services, door))
    for chat in chats:
        await chat.start()
    return chats, routes


def slack_over_http(services: Services, store: Store, settings: Settings) -> SlackOverHttp:
    """Return what takes Slack's requests, with one workspace's token or with OAuth for many."""
    from bot.platforms.slack.http import SlackOverHttp
    from bot.platforms.slack.installations import Installations, Register
    from bot.platforms.slack.workspaces import OneWorkspace, signing_secret_of
    from bot.storage.slack import SlackInstallations
    from bot.storage.token_cipher import TokenCipher, keys_in

    secret = signing_secret_of(settings)
    if settings.slack_client_id is None:
        return SlackOverHttp(services, OneWorkspace(services, settings), secret)
    keys = settings.secret_keys or keys_in(settings.folder)
    kept = SlackInstallations(store, settings.slack_client_id, TokenCipher(keys))
    register = Register(kept, kept.of_team, kept)
    installations = Installations(services, settings, register)
    return SlackOverHttp(services, installations, secret, installations.routes)


def _start_workers(
    services: Services, chats: Sequence[Chat], backups: Backups
) -> tuple[Supervisor, dict[str, Pulse]]:
    places: list[Platform] = [
        WebPlatform(services.web_messages),
        *(chat.platform for chat in chats),
    ]
    platforms = {place.name: place for place in places}
    scheduler = Scheduler(services)
    dispatcher = OutboxDispatcher(services, platforms, present)
    updater = MessageUpdater(services, platforms, present)
    supervisor = Supervisor()
    supervisor.start("scheduler", scheduler.run)
    supervisor.start("outbox_dispatcher", dispatcher.run)
    supervisor.start("message_updater", updater.run)
    supervisor.start("janitor", Janitor(services).run)
    supervisor.start("backups", backups.run)
    for chat in chats:
        supervisor.start(chat.platform.name, chat.run)
    supervisor.start("platform_watch", PlatformWatch(chats).run)
    pulses = {
        "scheduler": scheduler.pulse,
        "outbox_dispatcher": dispatcher.pulse,
        "message_updater": updater.pulse,
    }
    return supervisor, pulses
