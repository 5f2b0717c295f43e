"""Which pictures of a message are kept."""

from __future__ import annotations

from bot.chat.pictures import shared
from bot.core.pictures import MAX_PICTURES, PictureFault
from bot.core.uploads import Upload
from bot.errors import PictureRefused
from bot.services.services import Services
from tests.fakes.pictures import uploads


async def test_what_cannot_be_kept_takes_no_other_picture_s_place(services: Services):
    unread, away = Upload("a.heic", b"ftypheic"), Upload("away.png", b"")
    sent = (unread, away, *uploads("teal", "red", "blue", "white", "black"))

    async def fetch(each: Upload) -> Upload:
        if each is away:
            raise PictureRefused(each.name, PictureFault.UNREACHABLE)
        return each

    found = await shared(services, sent, fetch)

    assert found.attached is not None
    assert len(found.attached.files) == MAX_PICTURES
    assert sorted(each.fault for each in found.refused) == sorted(
        (PictureFault.NO_PICTURE, PictureFault.UNREACHABLE, PictureFault.TOO_MANY)
    )
    edited = await shared(services, sent, fetch, is_edited=True)
    assert edited.attached is None


async def test_of_very_many_some_are_not_even_fetched(services: Services):
    fetched = list[int]()

    async def fetch(each: int) -> Upload:
        fetched.append(each)
        return Upload(f"{each}.png", b"no picture")

    found = await shared(services, range(50), fetch)

    assert fetched == list(range(10))
    assert len(found.refused) == 50
