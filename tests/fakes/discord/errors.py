"""How Discord refuses: HTTP status, its own code, and a tree of errors by field.

Codes are those of Discord's reference page "Opcodes and Status Codes".
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """One refused request."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> Json:
        """Return what Discord answers with."""
        body: Json = {"message": self.message, "code": self.code}
        return body | {"errors": self.errors} if self.errors else body


def unknown(thing: str) -> Refused:
    """Return the 404 for a thing that is not there, by Discord's word for it."""
    codes = {
        "Account": 10001,
        "Application": 10002,
        "Channel": 10003,
        "Guild": 10004,
        "Member": 10007,
        "Message": 10008,
        "User": 10013,
        "Emoji": 10014,
        "Webhook": 10015,
        "interaction": 10062,
    }
    return Refused(404, codes[thing], f"Unknown {thing}")


def unauthorized() -> Refused:
    """Return the 401 of a wrong or missing token."""
    return Refused(401, 0, "401: Unauthorized")


def no_access() -> Refused:
    """Return the 403 for what the bot cannot see."""
    return Refused(403, 50001, "Missing Access")


def no_permission() -> Refused:
    """Return the 403 for what the bot sees but may not do."""
    return Refused(403, 50013, "Missing Permissions")


class Problems:
    """Collects what is wrong with a payload, and refuses it as a whole."""

    def __init__(self) -> None:
        self._tree: Json = {}

    def add(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        """Note one problem with the field at the path."""
        node = self._tree
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: tuple[str | int, ...], value: object, most: int, least: int = 0) -> None:
        """Note a text that is none, or not of `least` to `most` characters."""
        if not isinstance(value, str):
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif not least <= len(value) <= most:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def amount(
        self, path: tuple[str | int, ...], things: object, most: int, least: int = 0
    ) -> list[Json]:
        """Return the list at the path, noting one that is none or has a wrong number of things."""
        if not isinstance(things, list):
            self.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if not least <= len(things) <= most:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        return things

    def refuse(self) -> None:
        """Raise Refused where anything was noted."""
        if self._tree:
            raise Refused(400, 50035, "Invalid Form Body", self._tree)
