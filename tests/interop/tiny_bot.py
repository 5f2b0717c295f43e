"""A bot of a few lines on the unchanged discord.py, to prove the twin and its proxy with."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import pytest
import yarl
from discord import app_commands

from tests.fakes.patience import PATIENCE_S
from tests.interop.discord_twin.twin import Twin

FRUITS = ("apple", "apricot", "banana")


class TinyBot(discord.AutoShardedClient):
    """Does each thing that a bot can do once."""

    def __init__(self) -> None:
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(intents=intents, guild_ready_timeout=0)
        self.tree = app_commands.CommandTree(self)
        self.heard: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.reactions: asyncio.Queue[discord.RawReactionActionEvent] = asyncio.Queue()
        self.threads: asyncio.Queue[discord.Thread] = asyncio.Queue()
        self.used: asyncio.Queue[discord.Interaction] = asyncio.Queue()
        self.arrivals = asyncio.Semaphore(0)

    async def setup_hook(self) -> None:
        """Register the commands."""
        self.tree.add_command(greet)
        self.tree.add_command(think)
        self.tree.add_command(eat)
        self.tree.add_command(form)
        self.tree.add_command(panel)
        self.tree.add_command(app_commands.ContextMenu(name="Quote", callback=quote))
        await self.tree.sync()
        # A person in a test may press before `send` has returned to who sent the panel.
        self.add_view(Panel(""))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The twin has no limit to wait for."""

    async def on_socket_event_type(self, name: str) -> None:
        """Count how often the server's channels became known."""
        if name == "GUILD_CREATE":
            self.arrivals.release()

    async def on_message(self, message: discord.Message) -> None:
        """Hear what people say."""
        if not message.author.bot:
            await self.heard.put(message)

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Hear of reactions."""
        await self.reactions.put(event)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Hear of what people use."""
        await self.used.put(interaction)

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Hear of threads."""
        await self.threads.put(thread)


@app_commands.command()
async def greet(interaction: discord.Interaction, name: str) -> None:
    """Say hello to somebody, in private."""
    made = await interaction.response.send_message(f"Hello {name}", ephemeral=True)
    assert isinstance(made.resource, discord.InteractionMessage)
    await made.resource.edit(content=f"Hello dear {name}")


@app_commands.command()
async def think(interaction: discord.Interaction) -> None:
    """Answer later, in private, twice."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content="Wait for it")
    await interaction.edit_original_response(content="Done")


async def _suggest(
    interaction: discord.Interaction, current: str
) -> list[app_commands.Choice[str]]:
    fitting = [fruit for fruit in FRUITS if fruit.startswith(current)]
    return [app_commands.Choice(name=fruit, value=fruit) for fruit in fitting]


@app_commands.command()
@app_commands.autocomplete(fruit=_suggest)
async def eat(interaction: discord.Interaction, fruit: str) -> None:
    """Eat a fruit."""
    await interaction.response.send_message(f"Eaten: {fruit}")


class Form(discord.ui.Modal, title="An answer"):
    """A form with a text and a menu."""

    answer: discord.ui.Label[Form] = discord.ui.Label(
        text="Your answer",
        component=discord.ui.TextInput(style=discord.TextStyle.paragraph, max_length=20),
    )
    grade: discord.ui.Label[Form] = discord.ui.Label(
        text="How sure",
        component=discord.ui.Select(
            options=[discord.SelectOption(label=one, value=one[0]) for one in ("Very", "Little")]
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Repeat what was entered, as a new private message."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        text, choice = self.answer.component, self.grade.component
        assert isinstance(text, discord.ui.TextInput)
        assert isinstance(choice, discord.ui.Select)
        await interaction.edit_original_response(content=f"{text.value}, {choice.values[0]}")


@app_commands.command()
async def form(interaction: discord.Interaction) -> None:
    """Open a form."""
    await interaction.response.send_modal(Form())


async def quote(interaction: discord.Interaction, message: discord.Message) -> None:
    """Repeat a message."""
    await interaction.response.send_message(f"> {message.content}")


class Row(discord.ui.ActionRow["Panel"]):
    """Buttons of a panel."""

    @discord.ui.button(label="Turn", custom_id="turn")
    async def turn(self, interaction: discord.Interaction, _: discord.ui.Button[Panel]) -> None:
        """Change the message in place."""
        await interaction.response.edit_message(view=Panel("Turned"))

    @discord.ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: discord.Interaction, _: discord.ui.Button[Panel]) -> None:
        """Answer later, with a private message of its own."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(view=Panel("For you alone"))

    @discord.ui.button(label="Fill in", custom_id="fill")
    async def fill(self, interaction: discord.Interaction, _: discord.ui.Button[Panel]) -> None:
        """Open a form."""
        await interaction.response.send_modal(Form())


class Menu(discord.ui.ActionRow["Panel"]):
    """A menu of a panel."""

    @discord.ui.select(
        custom_id="fruit", options=[discord.SelectOption(label=f.title(), value=f) for f in FRUITS]
    )
    async def pick(self, interaction: discord.Interaction, menu: discord.ui.Select[Panel]) -> None:
        """Say what was picked."""
        await interaction.response.defer()
        await interaction.edit_original_response(view=Panel(f"Picked {menu.values[0]}"))


class Panel(discord.ui.LayoutView):
    """A message of components (V2)."""

    def __init__(self, text: str, *more: discord.ui.Item[Panel]) -> None:
        super().__init__(timeout=None)
        inside: list[discord.ui.Item[Panel]] = [discord.ui.TextDisplay(text, id=4242), *more]
        self.add_item(discord.ui.Container(*inside, id=4241))
        self.add_item(Row())
        self.add_item(Menu())


@app_commands.command()
async def panel(interaction: discord.Interaction) -> None:
    """Show a panel to everybody."""
    await interaction.response.send_message(view=Panel("A panel"))


def picture(name: str = "plot.png", description: str = "A plot") -> discord.File:
    """Return a file to upload."""
    return discord.File(io.BytesIO(b"not really a picture"), name, description=description)


@asynccontextmanager
async def running_bot(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TinyBot]:
    """Run the bot on the twin until it is ready, and for as long as it is needed."""
    monkeypatch.setattr(discord.http.Route, "BASE", twin.api_url)
    gateway = yarl.URL(twin.gateway_url)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
    async with TinyBot() as bot, asyncio.TaskGroup() as tasks:
        running = tasks.create_task(bot.start(twin.token))
        async with asyncio.timeout(PATIENCE_S):
            await bot.arrivals.acquire()
        yield bot
        await bot.close()
        await running
