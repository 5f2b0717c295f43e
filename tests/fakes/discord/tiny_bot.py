"""The smallest bot that does everything which the fake Discord must carry."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
from discord import app_commands

from tests.fakes.discord.server import FakeDiscord


class TinyBot(discord.AutoShardedClient):
    """Asks for an answer in a modal, looks up, and remembers what it heard."""

    def __init__(self, **options: object) -> None:
        intents = options.pop("intents", None) or discord.Intents.default()
        assert isinstance(intents, discord.Intents)
        super().__init__(intents=intents, guild_ready_timeout=0.01, **options)  # type: ignore[arg-type]  # a test's own options
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.resumed = 0
        self.guilds_joined: list[str] = []
        self.guilds_left: list[str] = []
        _add_commands(self)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.heard.append(message.content)

    async def on_resumed(self) -> None:
        self.resumed += 1

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.guilds_joined.append(guild.name)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.guilds_left.append(guild.name)


class AnswerModal(discord.ui.Modal, title="Your answer"):
    """One text field and a choice."""

    answer: discord.ui.Label[AnswerModal] = discord.ui.Label(
        text="Answer",
        component=discord.ui.TextInput(custom_id="answer", max_length=200),
    )
    mood: discord.ui.Label[AnswerModal] = discord.ui.Label(
        text="Mood",
        component=discord.ui.Select(
            custom_id="mood",
            required=False,
            options=[discord.SelectOption(label="Sure"), discord.SelectOption(label="Guessing")],
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        field, mood = self.answer.component, self.mood.component
        assert isinstance(field, discord.ui.TextInput)
        assert isinstance(mood, discord.ui.Select)
        await interaction.edit_original_response(content=f"Saved: {field.value} {mood.values}")


class QuestionView(discord.ui.LayoutView):
    """A question in Components V2, with a button and a menu."""

    def __init__(self, text: str = "# Why does dough rise?") -> None:
        super().__init__(timeout=None)
        press: discord.ui.Button[QuestionView] = discord.ui.Button(
            label="Answer", custom_id="rt:answer:1"
        )
        press.callback = self._pressed  # type: ignore[method-assign]  # a view's usual way
        menu: discord.ui.Select[QuestionView] = discord.ui.Select(
            custom_id="rt:page:1",
            placeholder="Page",
            options=[discord.SelectOption(label="One", value="1")],
        )
        menu.callback = self._chosen  # type: ignore[method-assign]  # as above
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(text, id=4711),
                discord.ui.ActionRow(press),
                discord.ui.ActionRow(menu),
                id=4710,
            )
        )

    async def _pressed(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(AnswerModal())

    async def _chosen(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(view=QuestionView("# Page one"))


def _add_commands(bot: TinyBot) -> None:
    tree = bot.tree

    @tree.command(description="Look something up")
    @app_commands.describe(query="What to look for")
    async def ask(
        interaction: discord.Interaction, query: str, who: discord.Member | None = None
    ) -> None:
        await interaction.response.defer(ephemeral=True)
        named = f" for {who.display_name}" if who else ""
        await interaction.edit_original_response(content=f"{query}{named}")

    @ask.autocomplete("query")
    async def offer(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current}?", value=current)]

    @tree.command(description="Post the question")
    @app_commands.default_permissions(manage_guild=True)
    async def post(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=QuestionView())

    @tree.command(description="See the question alone")
    async def preview(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=QuestionView(), ephemeral=True)

    @tree.command(description="Say too much")
    async def flood(interaction: discord.Interaction) -> None:
        try:
            await interaction.response.send_message("x" * 2001)
        except discord.HTTPException as refused:
            await interaction.response.send_message(f"{refused.code}", ephemeral=True)

    @tree.command(description="Show a file")
    async def read(interaction: discord.Interaction, file: discord.Attachment) -> None:
        text = (await file.read()).decode()
        await interaction.response.send_message(text, ephemeral=True)

    @tree.context_menu(name="Use as my answer")
    async def use(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"Took: {message.content}", ephemeral=True)

    deck = app_commands.Group(name="deck", description="Decks")

    @deck.command(name="drop", description="Drop a deck")
    async def drop(interaction: discord.Interaction, number: int) -> None:
        await interaction.response.send_message(f"Dropped {number}")
        await interaction.followup.send("And told you", ephemeral=True)

    tree.add_command(deck)


@asynccontextmanager
async def running(server: FakeDiscord, **options: object) -> AsyncIterator[TinyBot]:
    """Let a tiny bot run; what ended it by itself is raised."""
    bot = TinyBot(**options)
    async with bot:
        task = asyncio.create_task(bot.start(server.application.token))
        try:
            await _connected(server, task)
            yield bot
        finally:
            await bot.close()
            await task


async def _connected(server: FakeDiscord, task: asyncio.Task[None]) -> None:
    connected = asyncio.create_task(server.gateway.connected(server.gateway.shards))
    await asyncio.wait({connected, task}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        connected.cancel()
        await task
    await connected
