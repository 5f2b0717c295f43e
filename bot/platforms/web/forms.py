"""Forms from outside: limited in size before and while they are read."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from starlette.datastructures import FormData, QueryParams, UploadFile
from starlette.requests import Request
from starlette.types import Message

from bot.core.ids import checked_id
from bot.core.limits import MAX_DOCUMENT_BYTES, storable
from bot.core.pictures import MAX_PICTURE_BYTES, MAX_PICTURES
from bot.core.unsent import RefusedForm
from bot.core.uploads import Upload
from bot.errors import BadSchedule, MemberError
from bot.platforms.web.refusals import WebRefusal, status_of, words_of

MAX_FORM_BYTES = 1_000_000
MAX_UPLOAD_BYTES = 20_000_000
MAX_FILES = 50
# The lines that a browser puts around each file do not count as the files' size.
_AROUND_FILES = 100_000
# A browser shows our answer only when it could send what it had: this much more is thrown away.
_DRAINED = 2 * MAX_UPLOAD_BYTES
_LENGTH_DIGITS = 18
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Form:
    """The text fields of a form, out of the request's body or its address."""

    data: FormData | QueryParams

    def text(self, name: str) -> str:
        """Return a field as it was sent, but for what nothing stores; "" when there is none."""
        value = self.data.get(name, "")
        return storable(value) if isinstance(value, str) else ""

    def id(self, name: str, what: str = "") -> str:
        """Return the id of something, by default of what the field is called. Raises NotFound."""
        return checked_id(str(self.data.get(name, "")), what or name)

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Every text field, as `text` has them, files left out."""
        pairs = self.data.multi_items()
        return tuple(
            (storable(name), storable(value)) for name, value in pairs if isinstance(value, str)
        )

    def number(self, name: str) -> int:
        """Return a field as a whole number of at most nine digits, 0 when it is none."""
        found = _NUMBER.fullmatch(self.text(name))
        return int(found[0]) if found else 0

    def all_of(self, name: str) -> tuple[str, ...]:
        """Return the values of a field that there may be several of."""
        values = self.data.getlist(name)
        return tuple(storable(value) for value in values if isinstance(value, str))

    def window(self) -> timedelta:
        """Return the answer window, given in hours. Raises BadSchedule("window")."""
        return timedelta(hours=_amount("window", self.text("hours")))

    def minutes(self, name: str) -> timedelta | None:
        """Return a span given in minutes, None for an empty field. Raises BadSchedule(name)."""
        value = self.text(name).strip()
        return timedelta(minutes=_amount(name, value)) if value else None


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was refused, for its page to show again: `part` of the page, and why."""

    form: Form
    words: str
    status: int
    part: str = ""

    @classmethod
    def by(cls, error: MemberError, form: Form, part: str = "") -> Refused:
        """Return a form that an error refused."""
        return cls(form, words_of(error), status_of(error), part)

    @classmethod
    def kept(cls, kept: RefusedForm) -> Refused:
        """Return a form that was kept."""
        return cls(Form(FormData(list(kept.fields))), kept.words, kept.status, kept.part)


def _amount(field: str, value: str) -> float:
    """Return a number that a timedelta can hold, of days at the most."""
    try:
        amount = float(value)
    except ValueError:
        amount = math.nan
    if not 0 <= amount < timedelta.max.days:
        raise BadSchedule(field, value)
    return amount


async def read_form(request: Request) -> Form:
    """Return the request's form. Raises WebRefusal (413) when it is larger than a form can be."""
    async with _parsed(request, MAX_FORM_BYTES) as data:
        return Form(data)


async def read_answer(request: Request) -> tuple[Form, tuple[Upload, ...]]:
    """Return the request's form with the pictures in its field `files`, of which there may be none.

    Raises WebRefusal (413) when it is larger than one with pictures can be.
    """
    async with _parsed(request, MAX_FORM_BYTES + MAX_PICTURES * MAX_PICTURE_BYTES) as data:
        files = _files(data, "files")
        return Form(data), tuple([Upload(each.filename or "", await each.read()) for each in files])


def _files(data: FormData, name: str) -> list[UploadFile]:
    # A browser sends one nameless, empty file where none was chosen.
    return [file for file in data.getlist(name) if isinstance(file, UploadFile) and file.filename]


async def read_uploads(request: Request, name: str) -> tuple[Upload, ...]:
    """Return the files of one field.

    Raises WebRefusal: 422 without any, 413 for too many, for one that is too large, and for all
    together when they are.
    """
    async with _parsed(request, MAX_UPLOAD_BYTES + _AROUND_FILES) as data:
        files = _files(data, name)
        _refuse_number(len(files))
        for file in files:
            _refuse_size(file)
        return tuple([Upload(file.filename or "", await file.read()) for file in files])


@asynccontextmanager
async def _parsed(request: Request, limit: int) -> AsyncIterator[FormData]:
    limited = Request(request.scope, _Limited(request, limit).receive)
    try:
        data = await limited.form(max_part_size=MAX_FORM_BYTES)
    except UnicodeError as error:  # of an encoding that the form itself names
        raise WebRefusal(400, "This form is in no encoding that can be read.") from error
    try:
        yield data
    finally:
        await limited.close()


class _Limited:
    """A request's body that ends in a refusal when it turns out to be longer than allowed."""

    def __init__(self, request: Request, limit: int) -> None:
        self._receive = request.receive
        self._limit = limit
        self._announced = _announced_length(request)
        self._seen = 0

    async def receive(self) -> Message:
        """Return the next piece of the body."""
        if self._announced > self._limit:
            await self._refuse()
        message = await self._next()
        if self._seen > self._limit:
            await self._refuse()
        return message

    async def _next(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        return message

    async def _refuse(self) -> None:
        more = True
        while more and self._seen < _DRAINED and self._announced < _DRAINED:
            more = (await self._next()).get("more_body", False)
        size = min(self._limit, MAX_UPLOAD_BYTES) // 1_000_000
        words = f"That is too much at once: {size} MB is the most. Send less, then try again."
        raise WebRefusal(413, words)


def _announced_length(request: Request) -> int:
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdecimal()):
        return 0
    # Python reads no number of thousands of digits.
    return int(length) if len(length) <= _LENGTH_DIGITS else sys.maxsize


def _refuse_number(files: int) -> None:
    if not files:
        raise WebRefusal(422, "Choose at least one file, then upload it.")
    if files > MAX_FILES:
        words = f"{files} files are too many at once; {MAX_FILES} is the most. Upload fewer."
        raise WebRefusal(413, words)


def _refuse_size(file: UploadFile) -> None:
    if (file.size or 0) > MAX_DOCUMENT_BYTES:
        words = (
            f"{file.filename} has {(file.size or 0) / 1_000_000:,.1f} MB; "
            f"{MAX_DOCUMENT_BYTES / 1_000_000:,.0f} MB is the most for one file. Split it."
        )
        raise WebRefusal(413, words)
