"""A Discord of our own, strict and stateful, to which the unchanged discord.py connects.

Look at its state, not at calls. `people.py` is what a test's person does, `faults.py` and
`gateway.py` what goes wrong, `connection.py` how discord.py is pointed here.
"""

from tests.fakes.discord.application import Intent
from tests.fakes.discord.connection import hurried, pointed_at
from tests.fakes.discord.entities import Attachment, Channel, Guild, Message, Pinged, Role
from tests.fakes.discord.messages import Upload
from tests.fakes.discord.options import Impossible
from tests.fakes.discord.people import Person
from tests.fakes.discord.permissions import Permission
from tests.fakes.discord.seen import Modal, Seen
from tests.fakes.discord.server import FakeDiscord

__all__ = [
    "Attachment",
    "Channel",
    "FakeDiscord",
    "Guild",
    "Impossible",
    "Intent",
    "Message",
    "Modal",
    "Permission",
    "Person",
    "Pinged",
    "Role",
    "Seen",
    "Upload",
    "hurried",
    "pointed_at",
]
