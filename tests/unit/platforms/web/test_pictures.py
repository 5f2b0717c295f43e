"""Pictures in the room: sent with an answer, kept or left out, and shown to whom they are for."""

from __future__ import annotations

import httpx

from bot.core.models import GroupId, Member, Round
from bot.core.pictures import MAX_PICTURE_BYTES
from bot.importing.pictures import read_picture
from bot.services.services import Services
from tests.fakes.pictures import PLACE, drawn, photographed
from tests.unit.platforms.web.browsing import ORIGIN, Browser, Page
from tests.unit.platforms.web.conftest import Browse

Files = list[tuple[str, tuple[str, bytes, str]]]


def _files(*data: bytes, name: str = "photo.jpg") -> Files:
    return [("files", (name, each, "image/jpeg")) for each in data]


async def _answers(browser: Browser, round_: Round, text: str, files: Files, **more: str) -> Page:
    path = f"/g/local/rounds/{round_.id}/reply"
    return await browser.post(path, {"text": text, "based_on": "0", **more}, files=files)


async def _raw(browser: Browser, address: str, **headers: str) -> httpx.Response:
    return await browser.client.get(address, headers=headers)


def _addresses(page: Page, within: str = "main") -> list[str]:
    return [str(each.attributes["src"]) for each in page.html.css(f"{within} img")]


async def test_a_picture_sent_with_an_answer_is_its_authors_until_the_reveal_shows_it_to_all(
    *, cleo: Browser, dan: Browser, stranger: Browser, services: Services, open_round: Round
):
    mine = await _answers(cleo, open_round, "See.", _files(photographed()))
    (address,) = _addresses(mine)

    shown = await _raw(cleo, address)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert PLACE.encode() not in shown.content
    for other in (dan, stranger):
        assert (await _raw(other, address)).status_code == 404

    await services.rounds.close(GroupId("local"), open_round.id)

    page = await dan.get(f"/g/local/rounds/{open_round.id}")
    (image,) = page.html.css(".card-reply img")
    assert image.attributes["src"] == address
    assert image.attributes["alt"] == "Picture by Cleo"
    assert image.attributes["loading"] == "lazy"
    assert (image.attributes["width"], image.attributes["height"]) == ("30", "60")
    assert (await _raw(dan, address)).content == shown.content
    assert (await _raw(stranger, address)).status_code == 404


async def test_a_browser_asks_each_time_and_may_do_nothing_with_it_but_show_it(
    *, cleo: Browser, services: Services, open_round: Round
):
    (address,) = _addresses(await _answers(cleo, open_round, "See.", _files(drawn())))

    shown = await _raw(cleo, address)
    assert shown.headers["cache-control"] == "private, no-cache"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown.headers["content-disposition"].startswith("inline; filename=")
    known = {"If-None-Match": shown.headers["etag"]}
    assert (await _raw(cleo, address, **known)).status_code == 304

    await cleo.post(f"/g/local/rounds/{open_round.id}/withdraw")

    assert (await _raw(cleo, address, **known)).status_code == 404


async def test_of_an_answer_that_is_changed_pictures_are_kept_as_its_boxes_say(
    *, cleo: Browser, services: Services, open_round: Round
):
    page = await _answers(cleo, open_round, "One.", _files(drawn("teal"), drawn("red")))
    teal, red = (read_picture(drawn(each)).id for each in ("teal", "red"))
    assert _addresses(page) == [f"/pictures/{teal}", f"/pictures/{red}"]
    boxes = {each.attributes["value"] for each in page.html.css("[name=keep][checked]")}
    assert boxes == {teal, red}

    page = await _answers(
        cleo, open_round, "One.", _files(drawn("blue")), based_on="1", pictures="shown", keep=red
    )

    blue = read_picture(drawn("blue")).id
    assert _addresses(page) == [f"/pictures/{red}", f"/pictures/{blue}"]
    # A form that shows none, such as one that was refused, takes none away.
    page = await cleo.post(
        f"/g/local/rounds/{open_round.id}/reply", {"text": "Two.", "based_on": "2"}
    )
    assert _addresses(page) == [f"/pictures/{red}", f"/pictures/{blue}"]


async def test_what_is_no_picture_or_too_much_is_told_and_the_text_is_given_back(
    *, cleo: Browser, services: Services, open_round: Round
):
    too_large = drawn() + b"\0" * MAX_PICTURE_BYTES
    for files, words in (
        (_files(b"PK\x03\x04", name="notes.zip"), "“notes.zip” is no PNG, JPEG, WebP or GIF."),
        (_files(too_large, name="huge.png"), "“huge.png” is larger than 5 MB."),
        (_files(*[drawn()] * 5), "4 pictures are the most in one answer."),
    ):
        page = await _answers(cleo, open_round, "My words.", files)
        assert page.status == 422
        assert words in page.words
        assert page.one("textarea").text().strip() == "My words."
    page = await _answers(cleo, open_round, "My words.", _files(*[too_large] * 5))
    assert page.status == 413


async def test_who_leaves_the_group_is_shown_its_pictures_no_more(
    *, browse: Browse, cleo: Browser, ann: Member, services: Services, open_round: Round
):
    (address,) = _addresses(await _answers(cleo, open_round, "See.", _files(drawn())))
    await services.rounds.close(GroupId("local"), open_round.id)
    eve = await browse("Eve")
    assert (await _raw(eve, address)).status_code == 200

    await eve.post("/me/groups/local/leave")

    assert (await _raw(eve, address)).status_code == 404
    for missing in ("/pictures/0", f"/pictures/{'0' * 64}", "/pictures/%00"):
        assert (await _raw(cleo, missing)).status_code == 404


async def test_the_whole_site_refuses_another_pages_form_with_pictures(
    *, cleo: Browser, open_round: Round
):
    sent = await cleo.client.post(
        f"/g/local/rounds/{open_round.id}/reply",
        data={"text": "Theirs."},
        files=_files(drawn()),
        headers={"Origin": f"{ORIGIN}0"},
    )

    assert sent.status_code == 403
