"""What Discord accepts as a message, a modal and choices; everything else is refused with 50035.

Limits: Discord's reference, "Create Message", "Embed Limits", "Interaction Callback Data".
"""

from __future__ import annotations

from tests.fakes.discord import mentions
from tests.fakes.discord.component_limits import ComponentCheck
from tests.fakes.discord.errors import Json, Problems

MOST_FILES = 10
MOST_FILE_BYTES = 10 * 1024 * 1024


def check_message(body: Json, *, v2: bool) -> None:
    """Raise Refused for what is too long, too much, or not allowed in a V2 message."""
    problems = Problems()
    problems.length(("content",), body.get("content") or "", 2000)
    _embeds(problems, body.get("embeds") or [])
    mentions.check(problems, body.get("allowed_mentions"))
    if body.get("nonce") is not None:
        problems.length(("nonce",), str(body["nonce"]), 25)
    for index, attachment in enumerate(body.get("attachments") or []):
        described = attachment.get("description") or ""
        problems.length(("attachments", index, "description"), described, 1024)
    if v2:
        _nothing_else(problems, body)
    ComponentCheck(problems).message(body.get("components") or [], v2=v2)
    problems.refuse()


def _nothing_else(problems: Problems, body: Json) -> None:
    for name in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(name):
            problems.add(
                (name,),
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            )


def _embeds(problems: Problems, embeds: list[Json]) -> None:
    problems.amount(("embeds",), embeds, 10)
    total = 0
    for index, embed in enumerate(embeds):
        texts: list[tuple[tuple[str | int, ...], str | None, int]] = [
            (("title",), embed.get("title"), 256),
            (("description",), embed.get("description"), 4096),
            (("footer", "text"), embed.get("footer", {}).get("text"), 2048),
            (("author", "name"), embed.get("author", {}).get("name"), 256),
        ]
        for number, field in enumerate(
            problems.amount(("embeds", index, "fields"), embed.get("fields", []), 25)
        ):
            texts.append((("fields", number, "name"), field.get("name"), 256))
            texts.append((("fields", number, "value"), field.get("value"), 1024))
        for path, text, most in texts:
            problems.length(("embeds", index, *path), text or "", most)
        total += sum(len(text or "") for _, text, _ in texts)
    if total > 6000:
        problems.add(
            ("embeds",), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000"
        )


def check_modal(data: Json) -> None:
    """Raise Refused for what cannot be a modal."""
    problems = Problems()
    problems.length(("data", "title"), data.get("title"), 45, 1)
    problems.length(("data", "custom_id"), data.get("custom_id"), 100, 1)
    ComponentCheck(problems, modal=True).modal(data.get("components") or [])
    problems.refuse()


def check_choices(choices: object) -> None:
    """Raise Refused for what cannot be offered while somebody types."""
    problems = Problems()
    for index, choice in enumerate(problems.amount(("data", "choices"), choices, 25)):
        path = ("data", "choices", index)
        problems.length((*path, "name"), choice.get("name"), 100, 1)
        if isinstance(choice.get("value"), str):
            problems.length((*path, "value"), choice["value"], 100, 1)
    problems.refuse()
