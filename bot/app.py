"""The composition root: settings to a running room, started and stopped in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot import __version__
from bot.errors import BadPack, MemberError
from bot.importing.packs import find_packs, read_pack
from bot.monitoring.pulse import Pulse
from bot.opening import writing_services
from bot.platforms.web import Watch, WebPlatform, make_web_app
from bot.presentation.deliveries import present
from bot.presentation.errors import words_for
from bot.runtime.courier import Courier
from bot.runtime.scheduler import Scheduler
from bot.runtime.server import answer, listening
from bot.runtime.tasks import Supervisor
from bot.services.catalogue import Services
from bot.services.groups import LOCAL_GROUP
from bot.settings import Settings

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Links:
    """The two ways into a room."""

    join: str
    admin: str


async def serve(settings: Settings, ready: Callable[[Links], None]) -> None:
    """Run the room until SIGINT or SIGTERM; `ready` is told its links once it takes connections.

    Raises OperatorError when it cannot start.
    """
    with listening(settings.web_host, settings.web_port) as listener:
        async with writing_services(settings) as services:
            if not settings.on_postgresql:  # there, other workers may be sending right now
                await services.deliveries.release()
            await _prepare(services, settings)
            url = settings.room_url(listener.getsockname()[1])
            links = await _links(services, url)
            runtime, pulses = _start_runtime(services)
            _log.info("room started", version=__version__, port=listener.getsockname()[1])
            try:
                watch = Watch(pulses, _metrics_token(settings))
                web = make_web_app(services, LOCAL_GROUP, url, watch)
                await answer(
                    web, listener, on_start=lambda: ready(links), on_stop=services.live.close
                )
            finally:
                await runtime.stop()
                _log.info("room stopped")


async def _prepare(services: Services, settings: Settings) -> None:
    group = await services.groups.local()
    for folder in find_packs(settings.content):
        try:
            deck = await services.packs.load(group.id, read_pack(folder))
            _log.info("pack loaded", pack=folder.name, group=group.id, changed=deck is not None)
        except (BadPack, MemberError) as error:
            # One bad pack must not keep the group from its other decks.
            _log.error("pack not loaded", pack=folder.name, reason=words_for(error))
    await services.rounds.open_first_ever(group.id)


async def _links(services: Services, url: str) -> Links:
    join = await services.members.secret(LOCAL_GROUP, "member")
    admin = await services.members.secret(LOCAL_GROUP, "admin")
    return Links(f"{url}/join?key={join}", f"{url}/admin/enter?key={admin}")


def _metrics_token(settings: Settings) -> str | None:
    return settings.metrics_token.get_secret_value() if settings.metrics_token else None


def _start_runtime(services: Services) -> tuple[Supervisor, dict[str, Pulse]]:
    web = WebPlatform(services.noticeboard)
    scheduler = Scheduler(services.rounds, services.live, services.clock)
    courier = Courier(services.deliveries, {web.name: web}, present, services.live, services.clock)
    supervisor = Supervisor()
    supervisor.start("scheduler", scheduler.run)
    supervisor.start("courier", courier.run)
    return supervisor, {"scheduler": scheduler.pulse, "courier": courier.pulse}
