"""Why a document could not be imported. Every error carries data; sentences are for presenters.

DocumentError
├── UnreadableFile        the file itself cannot be opened
├── EmptyDocument         no text at all
├── BinaryDocument        bytes of a program, an archive, an image ...
├── UndecodableDocument   text in another encoding than UTF-8 or UTF-16 with a mark
├── DocumentTooLarge      more bytes than the limit
└── NoQuestions           text in which nothing reads like questions or a list of answers
"""

from __future__ import annotations


class DocumentError(Exception):
    """The document `name` cannot be imported."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class EmptyDocument(DocumentError):
    """There is nothing but white space in it."""


class BinaryDocument(DocumentError):
    """The bytes are not text. `kind` names a known signature, or is "" after a NUL byte."""

    def __init__(self, name: str, kind: str = "") -> None:
        super().__init__(name)
        self.kind = kind


class UndecodableDocument(DocumentError):
    """The text is in an unknown encoding. `offset` is the first byte that does not decode."""

    def __init__(self, name: str, offset: int) -> None:
        super().__init__(name)
        self.offset = offset


class DocumentTooLarge(DocumentError):
    """The document has `size` bytes where `limit` are allowed."""

    def __init__(self, name: str, size: int, limit: int) -> None:
        super().__init__(name)
        self.size = size
        self.limit = limit


class NoQuestions(DocumentError):
    """Nothing in it reads like a question, or like a list of answers in order."""


class UnreadableFile(DocumentError):
    """The file is not there, or may not be read. `reason` is the system's word."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name)
        self.reason = reason
