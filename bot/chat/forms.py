"""Forms of text fields: what opens each, and what is done with what was written in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.chat import challenges, suggesting
from bot.chat.interaction import Interaction
from bot.core.view import Message, Press
from bot.errors import DatabaseUnavailable, MemberError, NotFound
from bot.presentation import suggestions
from bot.presentation.challenges import CHALLENGE, DECLINE
from bot.presentation.errors import refused, unavailable_words
from bot.presentation.forms import TextForm
from bot.presentation.replies import given_back_message

Values = Mapping[str, str]
"""What was written, by the names of the fields."""


@dataclass(frozen=True, slots=True)
class FormHandler:
    """How a form is made, and taken; with `of_round` the subject is a round that it is done to."""

    opens: Callable[[Interaction, Press], Awaitable[TextForm]]
    takes: Callable[[Interaction, Press, Values], Awaitable[None]]
    of_round: bool = False


TEXT_FORMS: Mapping[str, FormHandler] = {
    CHALLENGE: FormHandler(challenges.form, challenges.make, of_round=True),
    DECLINE: FormHandler(challenges.decline_form_of, challenges.decline),
    suggestions.ANSWER: FormHandler(suggesting.answer_form, suggesting.suggest_answer),
}
"""By the name of the action that opens it."""


async def take_form(interaction: Interaction, press: Press, values: Values) -> None:
    """Do what a form is for; who wrote what is refused gets it back. Raises NotFound."""
    handler = TEXT_FORMS.get(press.name)
    if handler is None:
        raise NotFound("button", press.name)
    try:
        await handler.takes(interaction, press, values)
    except MemberError as error:
        text = "\n\n".join(filter(None, values.values()))
        await interaction.show(given_back_message(refused(error), text))
    except DatabaseUnavailable as error:
        text = "\n\n".join(filter(None, values.values()))
        await interaction.show(given_back_message(Message.saying(unavailable_words(error)), text))
