"""Documents that admins share with the bot."""

from __future__ import annotations

import pytest

from bot.core.limits import MAX_DOCUMENT_BYTES
from tests.e2e_slack.roundtable import Club
from tests.fakes.slack import FakeSlack, Message, Person
from tests.unit.platforms.slack.manifest import read_manifest

pytestmark = pytest.mark.usefixtures("waits")
NOTES = b"""# Tea

1. How hot is the water for green tea?

   About 75 degrees, so that it does not turn bitter.

2. Why is a pot warmed first?

   Cold clay would cool the water.
"""


@pytest.fixture
def slack(slack: FakeSlack) -> FakeSlack:
    """A Slack in which the app is what its manifest says."""
    slack.application.apply(read_manifest())
    return slack


async def told(club: Club, person: Person, *, direct: bool) -> Message:
    """Return the next thing that the bot says to somebody."""
    said = (lambda: person.dms) if direct else (lambda: person.private)
    await club.slack.world.changes.until(said, f"a word to {person.name}")
    return said()[-1]


async def titles(club: Club) -> set[str]:
    """Return the names of the workspace's decks."""
    return set((await club.services.decks.titles(await club.group())).values())


async def test_a_file_in_a_direct_message_is_previewed_and_stored_after_a_yes(club: Club):
    await club.mara.say(club.mara.dm, "", files={"tea.md": NOTES})
    preview = await told(club, club.mara, direct=True)
    assert "2 questions" in preview.text
    assert "Tea" not in await titles(club)
    stored = await club.mara.press(preview, "Import")

    assert "Tea" in await titles(club)
    assert "Tea" in stored.text


async def test_a_mention_in_a_channel_is_answered_to_its_author_alone(club: Club):
    await club.mara.say(club.study, '@Roundtable title="Tea & more"', files={"tea.md": NOTES})
    preview = await told(club, club.mara, direct=False)
    assert "Tea & more" in preview.text
    await club.mara.press(preview, "Import")

    assert "Tea & more" in await titles(club)
    assert [message.author.is_bot for message in club.study.messages] == [False]


async def test_a_file_that_nobody_meant_for_the_bot_is_left_alone(club: Club):
    await club.mara.say(club.study, "Look at this", files={"tea.md": NOTES})
    message = await club.mara.say(club.mara.dm, "", files={"tea.md": NOTES})
    await told(club, club.mara, direct=True)

    assert club.mara.private == []
    assert message.channel is club.mara.dm


async def test_the_shortcut_imports_what_somebody_else_shared(club: Club):
    message = await club.ann.say(club.study, "My notes", files={"tea.md": NOTES})
    seen = await club.mara.use_on(message, "Import these notes")

    assert "2 questions" in seen.text


async def test_the_shortcut_on_a_message_without_a_file_says_so(club: Club):
    message = await club.ann.say(club.study, "My notes")
    seen = await club.mara.use_on(message, "Import these notes")

    assert "No document was given" in seen.text


async def test_members_are_refused(club: Club):
    await club.ann.say(club.ann.dm, "", files={"tea.md": NOTES})
    refused = await told(club, club.ann, direct=True)

    assert "Only organisers can do this" in refused.text


async def test_a_file_that_is_too_large_is_not_even_asked_for(club: Club):
    message = await club.ann.say(club.study, "Big", files={"big.md": b"x"})
    (file,) = message.files
    file.size, file.data = MAX_DOCUMENT_BYTES + 1, None
    seen = await club.mara.use_on(message, "Import these notes")

    assert "big.md has" in seen.text


async def test_a_file_that_is_gone_is_told(club: Club):
    message = await club.ann.say(club.study, "Notes", files={"tea.md": NOTES})
    (file,) = message.files
    del club.slack.world.files[file.id]
    seen = await club.mara.use_on(message, "Import these notes")

    assert "tea.md cannot be read" in seen.text


async def test_a_file_that_is_gone_stops_no_other(club: Club):
    files = {"tea.md": NOTES, "gone.md": b"1. What is tea?\n\nLeaves."}
    message = await club.ann.say(club.study, "Notes", files=files)
    del club.slack.world.files[next(file.id for file in message.files if file.name == "gone.md")]
    seen = await club.mara.use_on(message, "Import these notes")

    assert "Left out: gone.md cannot be read" in seen.text
    assert "Nothing is stored yet." in seen.text


async def test_the_command_tells_how_files_come_in(club: Club):
    seen = await club.mara.slash(club.study, "/deck", "import")

    assert "Send me the files in a direct message" in seen.text
