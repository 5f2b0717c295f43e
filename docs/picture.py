"""Take the README's picture: `python -m docs.picture` writes `docs/reveal.png`.

Three people answer the first question of the shipped pack in a room of their own, the admin closes
it, and one of them looks at the reveal.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.chromium import DESKTOP, running_chromium
from tests.browser.person import Person
from tests.processes.pool import running_process_pool
from tests.processes.roundtable import running_room

PICTURE = Path(__file__).with_name("reveal.png")
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


def main() -> None:
    """Write the picture."""
    with (
        TemporaryDirectory() as folder,
        running_process_pool() as pool,
        running_room(pool, Path(folder)) as room,
        running_chromium() as browser,
    ):
        people = []
        for name, text in REPLIES.items():
            people.append(Person(browser, room, DESKTOP))
            people[-1].join(name)
            people[-1].answer(text)
        admin = Person(browser, room)
        admin.enter_as_admin()
        admin.close_the_round()
        reader = people[0]
        reader.reveal.wait_for()
        reader.page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
