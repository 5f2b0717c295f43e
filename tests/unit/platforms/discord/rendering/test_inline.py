"""Words within a line."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.view import Mention
from bot.platforms.chat_text.runs import Run, Style, mentioning
from bot.platforms.chat_text.wrapping import length
from bot.platforms.discord.rendering.inline import escape, marked, written
from bot.presentation.sanitize import sanitize_line
from tests.unit.platforms.discord.rendering.reading import read, squeezed
from tests.unit.platforms.hostile import texts

styles = st.sampled_from([Style.PLAIN, Style.STRONG, Style.EMPHASIS, Style.STRIKE, Style.CODE])
mixed = st.builds(lambda one, two: one if Style.CODE in (one, two) else one | two, styles, styles)


@given(texts)
@example("https://x.example/")
def test_a_literal_is_shown_as_it_was_written_and_acts_on_nothing(text: str) -> None:
    line = sanitize_line(text)
    seen = read(escape(line))
    assert seen.markup == []
    assert squeezed(seen.text) == squeezed(line)


@given(st.lists(st.tuples(texts, mixed), max_size=6))
def test_runs_keep_their_words_and_only_our_marks_act(parts: list[tuple[str, Style]]) -> None:
    runs = [Run(sanitize_line(text) or "x", style) for text, style in parts]
    seen = read(written(runs))
    assert seen.kinds() <= {"mark", "code"}
    # A sign between backticks is kept apart from the next by nothing that shows.
    assert squeezed(seen.text) == squeezed("".join(run.text for run in runs))


@given(texts.map(sanitize_line), mixed, st.integers(0, 30))
def test_pieces_of_a_run_are_hardly_ever_shorter_than_the_run(
    text: str, style: Style, at: int
) -> None:
    spare = text.count("@")  # one may be parted from the call that it makes
    assert length(marked(text, style)) <= spare + length(marked(text[:at], style)) + length(
        marked(text[at:], style)
    )


def test_marks_side_by_side_are_kept_apart() -> None:
    runs = (Run("a", Style.STRONG), Run("b", Style.EMPHASIS), Run("c", Style.CODE))
    assert written(runs) == "**a**\u200b*b*`c`"


def test_space_stands_outside_marks() -> None:
    assert written((Run(" so ", Style.EMPHASIS),)) == " *so* "


def test_a_channel_that_our_words_name_is_led_to_and_others_stay_words() -> None:
    names = [Mention("#study", "11"), Mention("#study-two", "12")]
    line = "In #study-two, #study, #studying and #other."

    assert written(mentioning(line, names)) == "In <#12>, <#11>, \\#studying and \\#other."
