"""How Slack refuses: a 200 with `ok` false and an error's name, and sometimes what and where.

The names are those of Slack's reference pages of the methods.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """One refused request. `messages` say what is wrong where, `more` is told beside it."""

    def __init__(self, error: str, messages: tuple[str, ...] = (), **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages
        self.more = more

    def body(self) -> Json:
        """Return what Slack answers with."""
        body: Json = {"ok": False, "error": self.error} | self.more
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        return body


class Impossible(AssertionError):
    """Slack's client would not let a person do that."""


class Unanswered(AssertionError):
    """The person was shown an error: the app did not respond, or with what Slack does not take."""


class Problems:
    """Collects what is wrong with a payload, each with the JSON pointer of where."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, path: str, what: str) -> None:
        """Note one problem with the field at the path."""
        self.found.append(f"[ERROR] {what} [json-pointer:{path}]")

    def length(self, path: str, value: object, most: int, least: int = 1) -> None:
        """Note a text that is none, or not of `least` to `most` characters."""
        if not isinstance(value, str):
            self.add(path, "must be a string")
        elif len(value) > most:
            self.add(path, f"must be less than {most + 1} characters")
        elif len(value) < least:
            self.add(path, f"must be more than {least - 1} characters")

    def optional(self, path: str, holder: Json, name: str, most: int, least: int = 0) -> None:
        """Note a text that is there and too long."""
        if holder.get(name) is not None:
            self.length(f"{path}/{name}", holder[name], most, least)

    def amount(self, path: str, things: object, most: int, least: int = 1) -> list[Any]:
        """Return the list at the path, noting one that is none or has a wrong number of things."""
        if not isinstance(things, list):
            self.add(path, "must provide an array")
            return []
        if len(things) > most:
            self.add(path, f"no more than {most} items allowed")
        elif len(things) < least:
            self.add(path, f"no less than {least} items required")
        return things

    def refuse(self, error: str) -> None:
        """Raise Refused where anything was noted."""
        if self.found:
            raise Refused(error, tuple(self.found))
