"""The forms with which admins ask a question, and plan when questions come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from bot import errors
from bot.chat.replies import AnswerPrompt
from bot.core.ids import checked_id, is_id
from bot.core.models import AtEnd, Deck, DeckId, Order, Question, RoundId
from bot.core.phrase_reading import LONGEST
from bot.core.pictures import MAX_PICTURES
from bot.core.view import Heading, Message
from bot.platforms.slack.rendering import fields
from bot.platforms.slack.rendering.rich_text import Block
from bot.platforms.slack.rendering.views import View, modal, text_inputs, written
from bot.platforms.slack.responder import Caller
from bot.presentation import planning_forms as forms
from bot.presentation.pictures import FIELD, form_hint, illustrated
from bot.presentation.planning_forms import ScheduleForm, zones
from bot.presentation.replies import CANCEL, SAVE, YOUR_ANSWER
from bot.presentation.rounds import place_words
from bot.presentation.schedules import ENDS, ORDERS

QUIZ = "rt-quiz"
CHANGE = "rt-change"
SCHEDULE = "rt-schedule"
# A press in a form: it has a name of its own, as the form with other questions follows it.
CHOSEN_DECK = "rt-chosen-deck"
QUESTION = "question"
CHANNEL, CLOSES = "channel", "closes"
DAYS, TIME, ZONE, HOURS = "days", "time", "zone", "hours"
REMINDER, ORDER, AT_END = "reminder", "order", "at_end"
DECK = "deck"
WHEN = "when"
MOST_QUESTIONS = 500  # a view has 250 kB at the most
_USUAL_WINDOW = timedelta(hours=24)
_USUAL_TIME = "09:00"
_WEEKDAYS = forms.DAY_NAMES[:5]
_LEAST_HOURS, _MOST_HOURS, _USUAL_HOURS = "0.02", "744", "24"
_MOST_MINUTES = "44640"
# Which field a refused plan is about, by `BadSchedule.field`; of several the one that is there.
_ABOUT = {
    "recurrence": (DAYS,),
    "how-often": (DAYS,),
    "which-day": (DAYS,),
    "over": (DAYS,),
    "zone": (ZONE,),
    "zone-abbreviation": (ZONE,),
    "zone-offset": (ZONE,),
    "zone-several": (ZONE,),
    "window": (HOURS, CLOSES),
    "reminder": (REMINDER,),
}

CALLBACK = "rt-answer"
_FIELDS = "answer"
_PICTURES = "pictures"
_AGAIN = "again"
FIRST_FIELD = f"{_FIELDS}:0"


def told_view(words: str = forms.WAIT, title: str = forms.ASK) -> View:
    """Return what stands in a form's place until it is made, or where it cannot be made."""
    message = Message.saying(words)
    return modal(message, title=title, close=forms.CLOSE, callback_id="rt-told")


def quiz_view(
    metadata: str,
    channel: str,
    decks: Sequence[Deck],
    *,
    deck: DeckId,
    questions: Sequence[Question],
    left_out: str,
    now: datetime,
) -> View:
    """Return the form that asks a question; choosing another deck is told at once.

    `left_out` is said where it does not hold all of the questions.
    """
    closes = fields.moment(now + _USUAL_WINDOW)
    inputs = [
        fields.field(CHOSEN_DECK, forms.DECK, _deck_menu(decks, deck)) | {"dispatch_action": True},
        *_question_fields(deck, questions, left_out),
        fields.field(CHANNEL, forms.CHANNEL, fields.channels(channel)),
        fields.field(CLOSES, forms.CLOSES, closes, hint=forms.CLOSES_HINT),
    ]
    return _form(
        QUIZ, forms.ASK, forms.ASK_ABOUT, inputs, submit=forms.SUBMIT_ASK, metadata=metadata
    )


def _question_fields(deck: DeckId, questions: Sequence[Question], left_out: str) -> Iterator[Block]:
    """Yield the field in which one of the deck's questions is chosen, where it has any."""
    if questions:
        listed = questions[:MOST_QUESTIONS]
        cut = len(questions) > MOST_QUESTIONS
        hint = left_out if cut else forms.QUESTION_HINT
        words = [(each.id, forms.question_words(each.position + 1, each.text)) for each in listed]
        # The deck is in the name: what was chosen of another deck is not kept.
        name = f"{QUESTION}:{deck}"
        yield fields.field(name, forms.QUESTION, fields.menu(words), hint=hint, optional=True)


def schedule_view(
    metadata: str,
    channel: str,
    decks: Sequence[Deck],
    *,
    deck: DeckId,
    zone: str,
    used_zones: Iterable[str],
) -> View:
    """Return the form that adds a schedule; `zone` is the admin's own."""
    days = [(name, name) for name in forms.DAY_NAMES]
    inputs = [
        fields.field(DECK, forms.DECK, _deck_menu(decks, deck)),
        fields.field(DAYS, forms.DAYS, fields.boxes(days, _WEEKDAYS)),
        fields.field(TIME, forms.TIME, fields.clock(_USUAL_TIME)),
        fields.field(ZONE, forms.ZONE, _zone_menu(zone, used_zones)),
        fields.field(CHANNEL, forms.CHANNEL, fields.channels(channel)),
        fields.field(
            HOURS, forms.HOURS, fields.number(_LEAST_HOURS, _MOST_HOURS, _USUAL_HOURS, decimal=True)
        ),
        fields.field(
            REMINDER,
            forms.REMINDER,
            fields.number("1", _MOST_MINUTES, decimal=False),
            hint=forms.REMINDER_HINT,
            optional=True,
        ),
        fields.field(ORDER, forms.ORDER, _named(ORDERS, Order.DECK)),
        fields.field(AT_END, forms.AT_END, _named(ENDS, AtEnd.STOP)),
    ]
    return _form(
        SCHEDULE, forms.PLAN, forms.PLAN_ABOUT, inputs, submit=forms.SUBMIT_PLAN, metadata=metadata
    )


def change_view(metadata: str, form: ScheduleForm, used_zones: Iterable[str]) -> View:
    """Return the form that changes a schedule, which the name of its first field has."""
    values, least = form.values, (_LEAST_HOURS, _MOST_HOURS)
    decks = [(str(id_), title) for id_, title in form.decks.items()]
    there = values["deck"] if values["deck"] in form.decks else None
    inputs = [
        fields.field(
            f"{WHEN}:{form.schedule}",
            forms.WHEN,
            fields.line(values["when"], LONGEST),
            hint=forms.WHEN_HINT,
        ),
        fields.field(ZONE, forms.ZONE, _zone_menu(values["zone"], used_zones)),
        fields.field(DECK, forms.DECK, fields.menu(decks, there)),
        fields.field(HOURS, forms.HOURS, fields.number(*least, values["hours"], decimal=True)),
        fields.field(
            REMINDER,
            forms.REMINDER,
            fields.number("1", _MOST_MINUTES, values["reminder"], decimal=True),
            hint=forms.REMINDER_HINT,
            optional=True,
        ),
        fields.field(ORDER, forms.ORDER, _named(ORDERS, values["order"])),
        fields.field(AT_END, forms.AT_END, _named(ENDS, values["at_end"])),
    ]
    return _form(
        CHANGE,
        forms.CHANGE,
        forms.CHANGE_ABOUT,
        inputs,
        submit=forms.SUBMIT_CHANGE,
        metadata=metadata,
    )


def changed_schedule(values: fields.Values) -> str:
    """Return which schedule a form changes. Raises NotFound."""
    return checked_id((_field_of(values, WHEN) or "").partition(":")[2], "schedule")


def changed_values(values: fields.Values) -> dict[str, str]:
    """Return what a form says of a schedule, by option."""
    names = (ZONE, DECK, HOURS, REMINDER, ORDER, AT_END)
    when = fields.chosen(values, _field_of(values, WHEN) or "")
    return {WHEN: when, **{name: fields.chosen(values, name) for name in names}}


def metadata_of(caller: Caller) -> str:
    """Return what is needed to answer once the form is sent in, which may be after a restart."""
    return json.dumps([caller.channel, caller.thread, caller.response_url])


def sender_of(team: str, body: Mapping[str, Any]) -> Caller:
    """Return who sent a form in, to be answered where they asked for it."""
    channel, thread, response_url = _kept(body["view"], 3) or ("", None, None)
    return sender_at(team, body["user"], str(channel or ""), thread, response_url)


def answering(team: str, body: Mapping[str, Any]) -> Caller:
    """Return who sent an answer in, to be told of it where they opened the form."""
    _, _, channel, thread, *_ = _kept_of_answer(body["view"])
    return sender_at(team, body["user"], str(channel or ""), thread)


def sender_at(
    team: str, user: Mapping[str, Any], channel: str, thread: str | None, way: str | None = None
) -> Caller:
    """Return who sent a form in that was opened in a channel."""
    # They were in the channel when they opened the form, which says nothing of now.
    home = user.get("team_id") or ""
    return Caller(team, user["id"], channel, thread, way, home=home, is_there=False)


def question_chosen(values: fields.Values) -> str | None:
    """Return the question that was chosen, None for the deck's next one."""
    name = _question_field(values)
    return fields.chosen(values, name) or None if name else None


def field_about(error: errors.MemberError, values: fields.Values) -> str | None:
    """Return the field that a refusal is about, None for one that is about none of them."""
    match error:
        case errors.BadSchedule():
            names = _ABOUT.get(error.field, ())
            if DAYS in names:
                names = (*names, _field_of(values, WHEN) or DAYS)
        case (
            errors.PermissionsMissing() | errors.ChannelUnusable() | errors.NotFound(what="channel")
        ):
            names = (CHANNEL,)
        case errors.NothingToAsk() | errors.NotFound(what="deck"):
            names = (CHOSEN_DECK, DECK)
        case errors.AlreadyAsked() | errors.NotFound(what="question"):
            names = (_question_field(values) or CHOSEN_DECK,)
        case _:
            names = ()
    return next((name for name in names if name in values), None)


def any_field(values: fields.Values) -> str:
    """Return a field beside which a refusal stands that is about none: where it is asked."""
    return CHANNEL if CHANNEL in values else next(iter(values))


def _question_field(values: fields.Values) -> str | None:
    return _field_of(values, QUESTION)


def _field_of(values: fields.Values, name: str) -> str | None:
    return next((each for each in values if each.startswith(f"{name}:")), None)


def _deck_menu(decks: Sequence[Deck], deck: DeckId) -> Block:
    return fields.menu([(each.id, each.title) for each in decks], deck)


def _named(words: Mapping[Any, str], chosen: str) -> Block:
    return fields.menu([(str(each), label.capitalize()) for each, label in words.items()], chosen)


def _zone_menu(zone: str, used: Iterable[str]) -> Block:
    """Return all zones, those in use in front, the others by continent."""
    near = list(dict.fromkeys((zone, *used)))
    far = sorted(
        (name for name in zones() if name not in near),
        key=lambda name: ("/" not in name, _continent(name), name),
    )
    groups = [(forms.USED_ZONES, near)]
    groups += [(title, list(names)) for title, names in groupby(far, key=_continent)]
    return fields.grouped_menu(
        [(title, [(name, name) for name in names]) for title, names in groups], zone
    )


def _continent(zone: str) -> str:
    continent, slash, _ = zone.partition("/")
    return continent if slash else forms.OTHER_ZONES


def _form(
    callback: str, title: str, about: str, inputs: Sequence[Block], *, submit: str, metadata: str
) -> View:
    return modal(
        Message.saying(about),
        title=title,
        submit=submit,
        close=forms.CANCEL,
        callback_id=callback,
        inputs=inputs,
        metadata=metadata,
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent in: for which version of the reply, and from where it was opened."""

    round: RoundId
    revision: int
    text: str
    channel: str
    thread: str | None
    again: bool = False
    files: tuple[Mapping[str, Any], ...] = ()


def answer_view(form: AnswerPrompt, caller: Caller) -> View:
    """Return the question, and as many fields as the earlier reply needs and one to go on in.

    All that is needed when it is sent in stands in its metadata: that may be after a restart.
    """
    metadata = [form.card.round.id, form.revision, caller.channel, caller.thread]
    metadata += [_AGAIN] if form.again else []
    asked = (Heading(place_words(form.card), 3), illustrated(form.card.question.text))
    return modal(
        Message(summary=form.card.question.text, blocks=asked),
        title=YOUR_ANSWER,
        submit=SAVE,
        close=CANCEL,
        callback_id=CALLBACK,
        inputs=[
            *text_inputs(_FIELDS, YOUR_ANSWER, form.text, hint=form.hint),
            *([] if form.again else [_pictures_field(form.pictures)]),
        ],
        metadata=json.dumps(metadata),
    )


def _pictures_field(sent: int) -> Block:
    """Return the field for pictures; what else is sent in it is refused when it is read.

    https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
    """
    upload: Block = {
        "type": "file_input",
        "filetypes": ["png", "jpg", "jpeg", "webp", "gif"],
        "max_files": MAX_PICTURES,
    }
    return fields.field(_PICTURES, FIELD, upload, hint=form_hint(sent), optional=True)


def sent_in(view: Mapping[str, Any]) -> Sent:
    """Return what was sent in. Raises NotFound for a form that was never ours."""
    round_, revision, channel, thread, *again = _kept_of_answer(view)
    values = view["state"]["values"]
    text = written(values, _FIELDS)
    files = values.get(_PICTURES, {}).get(_PICTURES, {}).get("files") or ()
    asked = RoundId(checked_id(str(round_), "question"))
    number = revision if isinstance(revision, int) else 0
    return Sent(asked, number, text, channel, thread, again == [_AGAIN], tuple(files))


def _kept_of_answer(view: Mapping[str, Any]) -> list[Any]:
    """Return what the form of an answer keeps; one after the reveal says so behind the rest."""
    return _kept(view, 4) or _kept(view, 5) or ["", 0, "", None]


def _kept(view: Mapping[str, Any], number: int) -> list[Any] | None:
    """Return the values that one of our forms keeps, None for what none of ours ever kept."""
    try:
        kept = json.loads(view["private_metadata"])
    except ValueError:
        return None
    is_ours = isinstance(kept, list) and len(kept) == number
    return kept if is_ours and all(map(_is_kept, kept)) else None


def _is_kept(value: object) -> bool:
    return value in (None, "") or isinstance(value, int) or is_id(str(value))
