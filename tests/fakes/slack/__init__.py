"""A Slack of our own, strict and stateful, to which unchanged slack-bolt and slack_sdk connect.

Look at its state, not at calls. `people.py` is what a test's person does, `faults.py`, `rates.py`,
`deliveries.py` and `socket_mode.py` what goes wrong. `FakeSlack.api_url` is slack_sdk's `base_url`.
"""

from tests.fakes.slack.connection import hurried, without_proxies
from tests.fakes.slack.entities import Channel, File, Message, User, Workspace
from tests.fakes.slack.errors import Impossible, Unanswered
from tests.fakes.slack.notified import Notified
from tests.fakes.slack.people import Person
from tests.fakes.slack.seen import Seen
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.views import View

__all__ = [
    "Channel",
    "FakeSlack",
    "File",
    "Impossible",
    "Message",
    "Notified",
    "Person",
    "Seen",
    "Unanswered",
    "User",
    "View",
    "Workspace",
    "hurried",
    "without_proxies",
]
