"""Take the README's pictures: `python -m docs.picture` writes `docs/reveal.png` and `round.gif`.

Three people answer the first question of the shipped pack in a room of their own, the admin closes
it, and one of them looks at the reveal. What that one sees meanwhile is the moving picture.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.browser.chromium import DESKTOP, running_chromium
from tests.browser.person import Person
from tests.processes.pool import running_process_pool
from tests.processes.roundtable import running_room

PICTURE = Path(__file__).with_name("reveal.png")
MOVING = Path(__file__).with_name("round.gif")
_WIDTH, _COLOURS = 820, 96
_LONG_MS, _SHORT_MS = 2_600, 900
REPLIES = {
    "Ines": (
        "With **data drift** the inputs change: `p(x)` is not that of the training set.\n\n"
        "With **concept drift** the inputs may look normal, but the right answer for them is "
        "another, so it takes fresh labels to see it."
    ),
    "Tomás": "Data drift can be seen without labels, and it does not always hurt.",
    "Yuki": "Concept drift: the relation between input and answer changes. A harmless message "
    "last year is a scam today.",
}


class Film:
    """What somebody sees, picture by picture, each for a while."""

    def __init__(self) -> None:
        self._frames: list[Image.Image] = []
        self._spans: list[int] = []

    def shoot(self, person: Person, span: int) -> None:
        """Take what a person sees now, to be shown for so many milliseconds."""
        frame = Image.open(BytesIO(person.page.screenshot())).convert("RGB")
        size = _WIDTH, frame.height * _WIDTH // frame.width
        frame = frame.resize(size, Image.Resampling.LANCZOS)
        self._frames.append(frame.quantize(_COLOURS, dither=Image.Dither.NONE))
        self._spans.append(span)

    def save(self, file: Path) -> None:
        """Write it, to be shown over and over."""
        first, *others = self._frames
        first.save(
            file, save_all=True, append_images=others, duration=self._spans, loop=0, optimize=True
        )


def main() -> None:
    """Write the picture."""
    with (
        TemporaryDirectory() as folder,
        running_process_pool() as pool,
        running_room(pool, Path(folder)) as room,
        running_chromium() as browser,
    ):
        people, film = [], Film()
        for name, text in REPLIES.items():
            people.append(Person(browser, room, DESKTOP))
            people[-1].join(name)
            if name == next(iter(REPLIES)):
                film.shoot(people[-1], _LONG_MS)
                people[-1].box.fill(text)
                film.shoot(people[-1], _LONG_MS)
            people[-1].answer(text)
            film.shoot(people[0], _SHORT_MS)
        admin = Person(browser, room)
        admin.enter_as_admin()
        admin.close_the_round()
        reader = people[0]
        reader.reveal.wait_for()
        reader.page.screenshot(path=PICTURE)
        film.shoot(reader, _LONG_MS)
        for _ in range(3):
            reader.page.mouse.wheel(0, 420)
            reader.page.wait_for_timeout(400)
            film.shoot(reader, _LONG_MS)
        film.save(MOVING)


if __name__ == "__main__":
    main()
