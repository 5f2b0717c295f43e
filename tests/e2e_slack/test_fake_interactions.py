"""What a person does with an unchanged slack-bolt app, and what it answers, in both modes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.fakes.clock import Clock
from tests.fakes.slack import Channel, FakeSlack, Impossible, Person, Unanswered
from tests.fakes.slack.tiny_app import TinyApp, button, on_http, on_socket

pytestmark = pytest.mark.usefixtures("waits")


@pytest.fixture(params=[on_socket, on_http], ids=["socket", "http"])
async def app(
    request: pytest.FixtureRequest, slack: FakeSlack, study: Channel
) -> AsyncIterator[TinyApp]:
    """A connected app, in either mode."""
    async with request.param(slack) as running:
        yield running
        await slack.quiet()


async def test_a_command_is_answered_in_its_acknowledgement(
    app: TinyApp, ann: Person, study: Channel
) -> None:
    seen = await ann.slash(study, "/ask", "dough & yeast")
    assert seen.text == "You asked: dough & yeast"
    assert ann.private == [seen.message]
    assert study.messages == []


async def test_a_command_is_answered_later_by_its_response_url(
    app: TinyApp, ann: Person, study: Channel
) -> None:
    seen = await ann.slash(study, "/later", "dough")
    assert seen.text == "Later: dough"
    assert seen.message.ephemeral


async def test_a_response_url_takes_five_messages(
    app: TinyApp, slack: FakeSlack, ann: Person, study: Channel
) -> None:
    await ann.slash(study, "/flood", until=lambda: slack.refused)
    assert [message.text for message in ann.private] == ["0", "1", "2", "3", "4"]
    assert slack.refused[-1] == ("response_url", {"ok": False, "error": "used_url"})


async def test_a_button_opens_a_modal_whose_answer_is_said_in_private(
    app: TinyApp, ann: Person, study: Channel
) -> None:
    await ann.slash(study, "/post", until=lambda: study.messages)
    form = await ann.press(study.messages[0], "Answer")
    assert form.modal.title == "Your answer"
    seen = await ann.submit(form, {"Answer": "Carbon\ndioxide", "mood": "Sure"})
    assert seen.text == "Saved: Carbon\ndioxide sure"
    assert ann.modal is None
    assert ann.private == [seen.message]


async def test_a_form_that_is_not_taken_stays_with_what_was_written(
    app: TinyApp, ann: Person, study: Channel
) -> None:
    await ann.slash(study, "/post", until=lambda: study.messages)
    form = await ann.press(study.messages[0], "rt:answer")
    again = await ann.submit(form, {"answer": "no"})
    assert again.errors == {"answer": "Say more."}
    assert ann.modal is again.modal
    assert ann.modal.values()["answer"]["text"]["value"] == "no"
    seen = await ann.submit(again, {"answer": "Gas"})
    assert seen.text == "Saved: Gas -"


async def test_a_press_in_an_ephemeral_message_replaces_it_in_place(
    app: TinyApp, ann: Person, study: Channel
) -> None:
    shown = await ann.slash(study, "/preview")
    seen = await ann.press(shown, "More")
    assert seen.message is shown.message
    assert seen.text == "More"
    assert ann.private == [seen.message]


async def test_a_date_that_is_picked_comes_as_a_date(
    app: TinyApp, ann: Person, study: Channel
) -> None:
    await ann.slash(study, "/post", until=lambda: study.messages)
    await ann.select(study.messages[0], "rt:when", date(2026, 3, 9))
    assert [message.text for message in ann.dms] == ["2026-03-09"]


async def test_a_message_is_used_by_its_shortcut(
    app: TinyApp, slack: FakeSlack, ann: Person, study: Channel
) -> None:
    slack.application.shortcut("Use as my answer", "use_as_answer", on_message=True)
    said = await ann.say(study, "Gas & heat")
    seen = await ann.use_on(said, "Use as my answer")
    assert seen.text == "Took: Gas &amp; heat"


async def test_a_global_shortcut_opens_a_modal(app: TinyApp, slack: FakeSlack, ann: Person) -> None:
    slack.application.shortcut("New note", "new_note", on_message=False)
    seen = await ann.use("New note")
    assert ann.modal is seen.modal


async def test_the_home_tab_is_published_when_it_is_opened_and_has_buttons(
    app: TinyApp, ann: Person
) -> None:
    home = await ann.open_home()
    assert home.text == "*Home*"
    form = await ann.press(home, "Answer")
    assert ann.modal is form.modal


async def test_a_modal_that_is_closed_is_told_where_the_app_asked_for_it(
    app: TinyApp, slack: FakeSlack, ann: Person, study: Channel
) -> None:
    await ann.slash(study, "/post", until=lambda: study.messages)
    await ann.close(await ann.press(study.messages[0], "Answer"))
    assert ann.modal is None
    await slack.until(lambda: app.closed == [ann.id])


async def test_a_command_that_is_not_the_apps_is_not_answered(
    app: TinyApp, slack: FakeSlack, ann: Person, study: Channel
) -> None:
    slack.application.commands = {"/ask"}
    with pytest.raises(Impossible):
        await ann.slash(study, "/later")


async def test_what_a_person_cannot_do_is_impossible(
    app: TinyApp, ann: Person, study: Channel
) -> None:
    await ann.slash(study, "/post", until=lambda: study.messages)
    message = study.messages[0]
    bo = study.workspace.member("Bo")
    form = await ann.press(message, "Answer")
    with pytest.raises(Impossible):
        await ann.submit(form, {"answer": ""})
    with pytest.raises(Impossible):
        await ann.submit(form, {"answer": "x" * 201})
    with pytest.raises(Impossible):
        await ann.submit(form, {"mood": "Cross"})
    with pytest.raises(Impossible):
        await bo.submit(form, {"answer": "Gas"})
    with pytest.raises(Impossible):
        await ann.press(message, "Vote")
    await bo.leave(study)
    with pytest.raises(Impossible):
        await bo.press(message, "Answer")
    preview = await ann.slash(study, "/preview")
    with pytest.raises(Impossible):
        await bo.press(preview, "More")


async def test_an_ephemeral_message_is_told_of_without_its_content(
    app: TinyApp, slack: FakeSlack, ann: Person, study: Channel
) -> None:
    shown = await ann.slash(study, "/preview")
    await ann.press(shown, "More")
    payload = slack.deliveries.all[-1].payload
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload


async def test_an_app_that_is_not_there_is_shown_as_not_responding(
    slack: FakeSlack, ann: Person, study: Channel
) -> None:
    with pytest.raises(Unanswered):
        await ann.slash(study, "/ask", "dough")


async def test_an_acknowledgement_after_three_seconds_is_none(
    app: TinyApp, ann: Person, study: Channel, clock: Clock
) -> None:
    @app.bolt.command("/slow")
    async def slow(ack: Any) -> None:
        clock.advance(timedelta(seconds=4))
        await ack("Late")

    with pytest.raises(Unanswered):
        await ann.slash(study, "/slow")
    assert ann.private == []


async def test_a_press_without_an_answer_can_be_waited_for_alone(
    app: TinyApp, ann: Person, study: Channel
) -> None:
    @app.bolt.action("rt:quiet")
    async def quiet(ack: Any) -> None:
        await ack()

    elements = [button("Quiet", "rt:quiet")]
    await app.client.chat_postMessage(
        channel=study.id, text="Q", blocks=[{"type": "actions", "elements": elements}]
    )
    seen = await ann.press(study.messages[0], "Quiet", until=lambda: True)
    assert seen.interaction.acknowledged
    assert not ann.private
