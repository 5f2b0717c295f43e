"""What an organiser decides, through the forms of the desk."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.contents import ExportFormat
from bot.core.deck_changes import Change
from bot.core.import_request import ImportRequest
from bot.core.models import Channel, ChannelId, Group, Member, Naming, Round, RoundState
from bot.core.uploads import Upload
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.storage.transaction import Store
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.members import see
from tests.fakes.study_deck import StudyDeck
from tests.unit.platforms.web.browsing import Browser

ASK = "form[action='/g/local/admin/rounds']"


async def test_the_next_question_of_a_deck_is_asked_with_its_window(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    page = await admin.submit(await admin.get("/g/local/admin"), ASK, hours="1.5")

    [card] = await services.cards.open_now(see())
    assert card.round.closes_at - card.round.opened_at == timedelta(minutes=90)
    assert page.path == "/g/local/admin"
    assert deck.questions[0].text in page.one("#open-now").text()


async def test_any_question_of_a_deck_can_be_asked(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    page = await admin.get(f"/g/local/admin/decks/{deck.id}")
    buttons = page.html.css("button[name=question]")
    assert [button.attributes["value"] for button in buttons] == [q.id for q in deck.questions]

    await admin.submit(page, ASK, question=deck.questions[2].id)
    [card] = await services.cards.open_now(see())
    assert card.question == deck.questions[2]


async def test_a_deck_is_downloaded_from_its_page_and_imported_as_it_was(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    page = await admin.get(f"/g/local/admin/decks/{deck.id}")
    formats = [each.attributes["value"] for each in page.html.css("#export-format option")]
    assert formats == list(ExportFormat)
    for format_ in formats:
        response = await admin.client.get(f"{page.path}/export", params={"format": format_})
        assert response.status_code == 200
        assert response.headers["content-disposition"].endswith(f"-{format_}.zip")
        archive = Upload("deck.zip", response.content)
        plan = await services.decks.plan(
            ImportRequest(LOCAL_WORKSPACE, (archive,), f"Again as {format_}")
        )
        assert [each.text for each in plan.questions] == [each.text for each in deck.questions]
        # They are in another deck of this room, which keeps them.
        assert not {each.id for each in plan.questions} & {each.id for each in deck.questions}
        await services.decks.store(plan)


async def test_what_a_download_leaves_out_is_told_before_it(
    admin: Browser, store: Store, deck: StudyDeck
):
    async with store.writing() as tx:
        retired = replace(deck.questions[0], retired=True)
        await tx.deck_edits.apply(deck.id, Change(questions=((deck.questions[0], retired),)))
    page = await admin.get(f"/g/local/admin/decks/{deck.id}/export?format=gift")
    assert "cannot carry: the retirement of 1 question" in page.words
    response = await admin.client.get(page.path, params={"format": "gift", "told": "yes"})
    assert response.headers["content-type"] == "application/zip"


async def test_whose_answers_are_in_a_download_and_whose_are_not_is_told_before_it(
    admin: Browser, services: Services, ann: Member, bo: Member, open_round: Round
):
    await services.preferences.share(ann.person, agrees=True)
    for member in (ann, bo):
        await services.replies.save(open_round.id, member, f"{member.name} says so.", 0)
    await services.rounds.close(open_round.group, open_round.id)
    page = await admin.get(f"/g/local/admin/decks/{open_round.deck}/export?format=pack")
    assert "1 answer of 1 member of the group, who agreed to that" in page.words
    assert "Left out is 1 answer of members who have not agreed" in page.words
    assert "Bo" not in page.words
    response = await admin.client.get(page.path, params={"format": "pack", "told": "yes"})
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert b"Ann says so." in archive.read("ann.md")
        assert not any(b"Bo says so." in archive.read(each) for each in archive.namelist())


async def test_no_deck_is_downloaded_in_a_format_that_is_none(admin: Browser, deck: StudyDeck):
    page = await admin.get(f"/g/local/admin/decks/{deck.id}/export?format=pdf")
    assert page.status == 422
    assert "There is no format “pdf”" in page.words


@pytest.mark.parametrize("hours", ["", "soon", "nan", "inf", "-1", "0", "1e400", "745", "0.001"])
async def test_a_window_that_is_none_is_told_where_it_was_typed_and_kept(
    admin: Browser, deck: StudyDeck, hours: str
):
    page = await admin.submit(await admin.get("/g/local/admin"), ASK, hours=hours)

    assert page.status == 422
    assert "between 1 minute and 31 days" in page.one("#ask .problem").text()
    assert page.one("#ask-hours").attributes["value"] == hours


async def test_a_question_that_is_open_cannot_be_asked_again(
    admin: Browser, open_round: Round, deck: StudyDeck
):
    page = await admin.get(f"/g/local/admin/decks/{deck.id}")
    asked = await admin.submit(page, ASK, question=open_round.question)
    assert asked.status == 409
    assert "is open right now" in asked.words


async def test_closing_asks_first_and_leads_to_the_reveal(admin: Browser, open_round: Round):
    close = f"/g/local/admin/rounds/{open_round.id}/close"
    assert (await admin.get("/g/local/admin")).has(f"a[href='{close}']")
    page = await admin.get(close)
    assert "nobody can answer any more. Nobody has answered yet." in page.words
    assert "Reference" not in (await admin.get(f"/g/local/rounds/{open_round.id}")).words

    reveal = await admin.submit(page, f"form[action='{close}']")

    assert reveal.path == f"/g/local/rounds/{open_round.id}"
    assert "Reference" in reveal.words


@pytest.mark.parametrize("change", ["close", "skip"])
async def test_of_a_round_that_is_over_nothing_is_asked(
    admin: Browser, open_round: Round, services: Services, change: str
):
    await services.rounds.close(open_round.group, open_round.id)
    page = await admin.get(f"/g/local/admin/rounds/{open_round.id}/{change}")
    assert page.path == f"/g/local/rounds/{open_round.id}"


async def test_skipping_asks_first(
    admin: Browser, open_round: Round, services: Services, room: Group
):
    page = await admin.get(f"/g/local/admin/rounds/{open_round.id}/skip")
    assert "called off for everybody" in page.words
    assert await services.cards.open_now(see())

    await admin.submit(page, f"form[action='/g/local/admin/rounds/{open_round.id}/skip']")
    card = await services.cards.card(open_round.id, see())
    assert card.round.state is RoundState.SKIPPED


async def test_names_can_be_hidden(admin: Browser, services: Services, room: Group):
    naming = "form[action='/g/local/admin/naming']"
    page = await admin.submit(await admin.get("/g/local/admin"), naming, naming="anonymous")
    assert (await services.groups.get(room.id)).naming is Naming.ANONYMOUS
    assert page.has("input[value=anonymous][checked]")
    assert (await admin.post("/g/local/admin/naming", {"naming": "maybe"})).status == 422


async def test_another_reference_can_be_chosen_later(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    path = f"/g/local/admin/decks/{deck.id}"
    page = await admin.submit(
        await admin.get(path), f"form[action='{path}/reference']", source=deck.sources[1].id
    )
    assert page.path == path
    [summary] = await services.decks.of_group(room.id)
    assert summary.deck.reference == deck.sources[1].id
    assert (await admin.post(f"{path}/reference", {"source": "none"})).status == 404


async def test_the_join_link_is_there_to_be_copied(
    admin: Browser, stranger: Browser, services: Services, room: Group
):
    secret = await services.members.secret(room.id)
    link = (await admin.get("/g/local/admin")).one("#join-link").attributes["value"]
    assert link == f"http://127.0.0.1:8080/join?key={secret}"
    assert (await stranger.get(link)).has("#name")


async def test_a_message_that_does_not_get_through_is_listed_with_the_reason(
    admin: Browser, services: Services, store: Store, room: Group, deck: StudyDeck
):
    async with store.writing() as tx:
        await tx.groups.add_channel(Channel(ChannelId("far"), room.id, "discord", "general"))
    await services.rounds.open_next(room.id, deck.id)
    dispatcher = OutboxDispatcher(services, {}, lambda *_: None)  # type: ignore[arg-type,return-value]  # nothing is ever presented
    await dispatcher.deliver_due()

    words = (await admin.get("/g/local/admin")).one("#failing").text()
    assert "A Discord channel: discord is not connected" in words


async def test_a_message_that_was_given_up_can_be_sent_again(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    await services.rounds.open_next(room.id, deck.id)
    (delivery,) = await services.deliveries.claim()
    await services.deliveries.gave_up(delivery, "no words for it")
    page = await admin.get("/g/local/admin")
    assert "no words for it" in page.one("#failing").text()

    await admin.submit(page, "#failing form")

    assert [due.key for due in await services.deliveries.due()] == [delivery.key]


async def test_an_empty_room_leads_the_admin_to_the_import(admin: Browser):
    assert (await admin.get("/g/local/admin")).has("#ask a[href='/g/local/admin/import']")
    assert (await admin.get("/")).has("main a[href='/g/local/admin/import']")


async def test_a_deck_that_is_not_there_is_not_found(admin: Browser, deck: StudyDeck):
    assert (await admin.get("/g/local/admin/decks/none")).status == 404
    assert (await admin.post("/g/local/admin/rounds", {"deck": "none", "hours": "1"})).status == 404
    assert (await admin.get("/g/local/admin/schedules/none")).status == 404


async def test_a_question_of_a_deck_that_was_never_asked_is_looked_at_at_the_desk_alone(
    admin: Browser, cleo: Browser, deck: StudyDeck
):
    page = await admin.get(f"/g/local/admin/decks/{deck.id}")
    path = page.one(f"a.quiet[href$='{deck.questions[1].id}']").attributes["href"]

    assert (await admin.get(path)).status == 200
    assert (await cleo.get(path)).status == 404
