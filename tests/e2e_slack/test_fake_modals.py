"""What an unchanged slack-bolt app does with modals, and what Slack makes of its answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from tests.e2e_slack.refusals import error_of
from tests.fakes.clock import Clock
from tests.fakes.slack import Channel, FakeSlack, Impossible, Person, Unanswered, View
from tests.fakes.slack.tiny_app import MODAL, Json, TinyApp, button, on_socket, section

pytestmark = pytest.mark.usefixtures("waits")

Trigger = Callable[[], str]


@pytest.fixture
async def app(slack: FakeSlack, study: Channel) -> AsyncIterator[TinyApp]:
    """A connected app."""
    async with on_socket(slack) as running:
        yield running
        await slack.quiet()


@pytest.fixture
def trigger(slack: FakeSlack, ann: Person, study: Channel) -> Trigger:
    """Let Ann do something that may open a view; returns its trigger."""
    return lambda: slack.world.interactions.begin(ann.user, channel=study).trigger_id


async def opened(app: TinyApp, ann: Person, trigger: Trigger, **change: Any) -> View:
    """Open a modal."""
    await app.client.views_open(trigger_id=trigger(), view=MODAL | change)
    assert ann.modal is not None
    return ann.modal


def taken_by(app: TinyApp, **answer: Any) -> None:
    """Let the app acknowledge the form `other` with an answer."""

    @app.bolt.view("other")
    async def submitted(ack: Any) -> None:
        await ack(**answer)


async def test_a_trigger_opens_one_view_within_three_seconds(
    app: TinyApp, trigger: Trigger, clock: Clock
) -> None:
    used, late = trigger(), trigger()
    await app.client.views_open(trigger_id=used, view=MODAL)
    clock.advance(timedelta(seconds=4))
    for one, error in (
        (used, "exchanged_trigger_id"),
        (late, "expired_trigger_id"),
        ("1.2.3", "invalid_trigger_id"),
    ):
        call = app.client.views_open(trigger_id=one, view=MODAL)
        assert (await error_of(call))["error"] == error


async def test_three_modals_lie_on_each_other(app: TinyApp, trigger: Trigger) -> None:
    first = await app.client.views_open(trigger_id=trigger(), view=MODAL)
    for _ in range(2):
        pushed = await app.client.views_push(trigger_id=trigger(), view=MODAL)
        assert pushed["view"]["root_view_id"] == first["view"]["id"]
    call = app.client.views_push(trigger_id=trigger(), view=MODAL)
    assert (await error_of(call))["error"] == "push_limit_reached"


async def test_a_view_keeps_what_was_written_over_an_update_guarded_by_its_hash(
    app: TinyApp, ann: Person, trigger: Trigger
) -> None:
    view = await opened(app, ann, trigger)
    block, seen = view.fields["answer"], view.hash
    view.fill(block, block["element"], {"type": "plain_text_input", "value": "Gas"})
    longer = MODAL | {"blocks": [section("More"), *MODAL["blocks"]]}
    updated = await app.client.views_update(view_id=view.id, hash=seen, view=longer)
    assert updated["view"]["state"]["values"]["answer"]["text"]["value"] == "Gas"
    call = app.client.views_update(view_id=view.id, hash=seen, view=MODAL)
    assert (await error_of(call))["error"] == "hash_conflict"


async def test_an_external_id_names_one_view(app: TinyApp, ann: Person, trigger: Trigger) -> None:
    view = await opened(app, ann, trigger, external_id="form-1")
    await app.client.views_update(external_id="form-1", view=MODAL | {"external_id": "form-1"})
    twice = MODAL | {"external_id": "form-1"}
    call = app.client.views_push(trigger_id=trigger(), view=twice)
    assert (await error_of(call))["error"] == "duplicate_external_id"
    await ann.close(view)
    call = app.client.views_update(view_id=view.id, view=MODAL)
    assert (await error_of(call))["error"] == "not_found"


@pytest.mark.parametrize(("action", "left"), [("update", 1), ("push", 2)])
async def test_a_form_is_followed_by_another(
    app: TinyApp, ann: Person, trigger: Trigger, action: str, left: int
) -> None:
    saved = {"type": "modal", "title": {"type": "plain_text", "text": "Saved"}}
    taken_by(app, response_action=action, view=saved | {"blocks": [section("Thank you")]})
    view = await opened(app, ann, trigger, callback_id="other")
    seen = await ann.submit(view, {"answer": "Gas"})
    assert (seen.modal.title, seen.modal.text) == ("Saved", "Thank you")
    assert ann.modal is seen.modal
    assert len(ann.user.modals) == left


async def test_all_forms_are_cleared_at_once(app: TinyApp, ann: Person, trigger: Trigger) -> None:
    taken_by(app, response_action="clear")
    await opened(app, ann, trigger)
    await app.client.views_push(trigger_id=trigger(), view=MODAL | {"callback_id": "other"})
    assert ann.modal is not None
    await ann.submit(ann.modal, {"answer": "Gas"})
    assert ann.modal is None


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"bogus": "No."}},
        {"response_action": "update", "view": {"type": "modal", "blocks": []}},
    ],
)
async def test_an_answer_to_a_form_that_slack_does_not_take_is_shown_as_an_error(
    app: TinyApp, slack: FakeSlack, ann: Person, trigger: Trigger, answer: Json
) -> None:
    taken_by(app, **answer)
    view = await opened(app, ann, trigger, callback_id="other")
    with pytest.raises(Unanswered):
        await ann.submit(view, {"answer": "Gas"})
    assert slack.refused[0][0] == "acknowledgement"
    assert ann.modal is view


async def test_a_command_answered_with_what_slack_does_not_take_is_shown_as_an_error(
    app: TinyApp, ann: Person, study: Channel
) -> None:
    @app.bolt.command("/wrong")
    async def wrong(ack: Any) -> None:
        await ack(text="x", blocks=[{"type": "bogus"}])

    with pytest.raises(Unanswered):
        await ann.slash(study, "/wrong")
    assert ann.private == []


async def test_every_kind_of_input_is_sent_as_slack_names_it(
    app: TinyApp, slack: FakeSlack, ann: Person, study: Channel, trigger: Trigger
) -> None:
    offered = [
        {"text": {"type": "plain_text", "text": one}, "value": one.lower()} for one in ("A", "B")
    ]
    elements: list[Json] = [
        {"type": "checkboxes", "options": offered},
        {"type": "radio_buttons", "options": offered, "initial_option": offered[0]},
        {"type": "multi_static_select", "options": offered, "max_selected_items": 1},
        {"type": "users_select"},
        {"type": "multi_channels_select"},
        {"type": "timepicker"},
        {"type": "datetimepicker"},
        {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "10"},
    ]
    view = await opened(
        app, ann, trigger, callback_id="other", blocks=[_asked(one) for one in elements]
    )
    taken_by(app, response_action="clear")
    moment = datetime(2026, 3, 9, 9, tzinfo=UTC)
    given = {
        "checkboxes": ["A", "b"],
        "users_select": ann,
        "multi_channels_select": [study],
        "timepicker": time(8, 30),
        "datetimepicker": moment,
        "number_input": 5,
    }
    with pytest.raises(Impossible):
        await ann.submit(view, {"multi_static_select": ["A", "B"]})
    for number in ("five", "0.5", "11", "5 hours"):
        with pytest.raises(Impossible):
            await ann.submit(view, {"number_input": number})
    await ann.submit(view, given | {"multi_static_select": ["B"]})
    values = slack.deliveries.all[-1].payload["view"]["state"]["values"]
    sent = {
        name: {k: v for k, v in state["x"].items() if k != "type"} for name, state in values.items()
    }
    assert sent == {
        "checkboxes": {"selected_options": offered},
        "radio_buttons": {"selected_option": offered[0]},
        "multi_static_select": {"selected_options": [offered[1]]},
        "users_select": {"selected_user": ann.id},
        "multi_channels_select": {"selected_channels": [study.id]},
        "timepicker": {"selected_time": "08:30"},
        "datetimepicker": {"selected_date_time": int(moment.timestamp())},
        "number_input": {"value": "5"},
    }


def _asked(element: Json) -> Json:
    kind = element["type"]
    label = {"type": "plain_text", "text": kind}
    return {
        "type": "input",
        "block_id": kind,
        "label": label,
        "element": element | {"action_id": "x"},
    }


async def test_a_menu_in_a_message_is_sent_with_what_was_chosen_before(
    app: TinyApp, slack: FakeSlack, ann: Person, study: Channel
) -> None:
    @app.bolt.action("menu")
    @app.bolt.action("go")
    async def used(ack: Any) -> None:
        await ack()

    offered = [{"text": {"type": "plain_text", "text": "One"}, "value": "1"}]
    menu = {"type": "static_select", "action_id": "menu", "options": offered}
    row = {"type": "actions", "block_id": "row", "elements": [menu, button("Go", "go")]}
    await app.client.chat_postMessage(channel=study.id, text="Q", blocks=[row])
    with pytest.raises(Impossible):
        await ann.select(study.messages[0], "menu", "Two")
    await ann.select(study.messages[0], "menu", "One", until=lambda: True)
    await ann.press(study.messages[0], "Go", until=lambda: True)
    chosen, pressed = [one.payload for one in slack.deliveries.all[-2:]]
    assert chosen["actions"][0]["selected_option"] == offered[0]
    assert pressed["state"]["values"]["row"]["menu"]["selected_option"] == offered[0]
