"""The pictures that come with a document, kept where they stand in its texts.

A reader puts a picture's bytes into the album, and writes `![what is said of it](picture:3-…)`, a
number of the album's, where it stands; so does `without_data` with what is written into a text as
`data:`. A path beside the document stays as it is. Once the items are found, `Album.kept` reads
those pictures that one of them shows, and no others, and writes their ids in place of numbers and
paths. What a text has of that form by itself is nobody's picture: no document can name one of
somebody else's.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from pathlib import Path
from posixpath import basename, dirname, normpath, splitext
from urllib.parse import quote, unquote, unquote_to_bytes

from bot.core.documents import ParsedAnswer, ParsedDocument, ParsedItem
from bot.core.pictures import (
    MAX_DOCUMENT_PICTURE_BYTES,
    MAX_DOCUMENT_PICTURES,
    MAX_DOCUMENT_PIXELS,
    MAX_PICTURE_BYTES,
    MAX_PIXELS,
    SCHEME,
    LostPicture,
    Picture,
    PictureFault,
    PictureFile,
    described,
    in_text,
    is_address,
)
from bot.core.uploads import Upload, may_be_picture
from bot.errors import PictureRefused
from bot.importing.pictures import pixels_of, read_picture

_MOST_SHOWN = 2_000  # places in one document
_GUESSED = (".png", ".jpg", ".jpeg", ".gif", ".webp")  # LaTeX leaves the ending to be found

_DATA = re.compile(
    r"data:image/[\w.+-]{1,30}(?:;(?!base64)[\w.=+-]{1,60}){0,4}"
    # Saved pages break the lines of what is in quotes.
    r"(?:;base64,[ \t\n]{0,4}(?P<data>[\w+/=%-]*"
    r"(?:\n[ \t]{0,8}(?:[\w+/=%-]{16,}(?=[\n\"'])|[\w+/=%-]+(?=[\"'])))*)"
    r"|,(?P<written>[\w+/=%!$&*.~:@?,;-]*))",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"(?P<fence>^[ \t>]{0,20}(?P<marks>```|~~~)[^\n]*$.*?(?:^[ \t>]{0,20}(?P=marks)|\Z))"
    r"|(?P<code>`[^`\n]{1,2000}`)"
    r"|!\[(?P<said>[^\[\]\n]{0,400})\]\([ \t]{0,4}(?:<(?P<angled>[^<>\n]{1,1000})>"
    r"|(?P<bare>(?:[^()\s<>]|\([^()\s<>]{0,200}\)){1,1000}))"
    r"(?:[ \t]{1,4}[\"'][^\"'\n]{0,400}[\"'])?[ \t]{0,4}\)"
    r"|(?P<tag><img\b[^<>\n]{0,1500}>)"
    r"|!\[\[(?P<embedded>[^\[\]|#\n]{1,400}\.(?:png|jpe?g|gif|webp|svg|bmp))(?:\|[^\[\]\n]{0,200})?\]\]",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"\b(?P<name>src|alt)\s{0,4}=\s{0,4}(?:\"(?P<two>[^\"]*)\"|'(?P<one>[^']*)')", re.IGNORECASE
)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]{1,20}:|//|#", re.IGNORECASE)
_NUMBER = re.compile(r"picture:(\d{1,7})-[0-9a-f]{8}")
_DRAWN = re.compile(rb"<svg\b", re.IGNORECASE)

Find = Callable[[str], tuple[str, bytes] | None]
"""Returns what is at a path that a document names: its name and its bytes, None for nothing."""


class Beside:
    """Pictures that lie beside documents in an archive or a folder, by their paths."""

    def __init__(self, pictures: Iterable[Upload] = ()) -> None:
        self._files = {_path(each.name): each for each in pictures}
        self._by_name: dict[str, list[Upload]] = {}
        for path, each in self._files.items():
            self._by_name.setdefault(basename(path).casefold(), []).append(each)
        self.used: set[str] = set()

    def of(self, document: str) -> Find:
        """Return what finds pictures for the document of that name."""
        return partial(self._find, dirname(_path(document)))

    def _find(self, folder: str, named: str) -> tuple[str, bytes] | None:
        if not self._files:
            return None
        for ending in ("", *_GUESSED):
            path = named.lstrip("/") + ending
            alike = self._by_name.get(basename(path).casefold(), ())
            found = self._files.get(_path(f"{folder}/{path}")) or self._files.get(_path(path))
            # Notes move, and their pictures lie elsewhere then: where only one is called so.
            if found is None and len(alike) == 1:
                found = alike[0]
            if found is not None:
                self.used.add(found.name)
                return found.name, found.data
        return None


def _path(name: str) -> str:
    return normpath(name.replace("\\", "/").lstrip("/"))


def _nothing(_path: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class _Print:
    """A picture as a reader found it."""

    name: str
    data: bytes


class Album:
    """The pictures of one document."""

    def __init__(self, find: Find = _nothing) -> None:
        self._find = find
        self._own: Find = _nothing
        self._prints: list[_Print] = []
        self._read: dict[bytes, PictureFile | PictureFault] = {}
        self._lost: dict[LostPicture, None] = {}
        self._bytes = self._pixels = self._places = 0

    def put(self, data: bytes, name: str = "") -> str:
        """Return the address of a picture in the texts that are read on."""
        self._prints.append(_Print(name, data))
        # With a part of its hash, which no text has by chance.
        return f"{SCHEME}{len(self._prints) - 1}-{hashlib.sha256(data).hexdigest()[:8]}"

    def look_in(self, files: Find) -> None:
        """Find what the document names in itself, before what lies beside it."""
        self._own = files

    def without_data(self, text: str) -> str:
        """Return a text with addresses in place of the pictures that are written into it."""
        if "ata:image/" not in text:
            return text
        return _DATA.sub(lambda found: self.put(_decoded(found)), text)

    def kept(self, document: ParsedDocument) -> ParsedDocument:
        """Return the document with the pictures that its items show, and those that are lost."""
        items = tuple(map(self._item, document.items))
        shown = {each.id: each for each in self._read.values() if isinstance(each, PictureFile)}
        return replace(
            document, items=items, pictures=tuple(shown.values()), lost=tuple(self._lost)
        )

    def _item(self, item: ParsedItem) -> ParsedItem:
        if not (_may_show(item.question) or any(_may_show(each.text) for each in item.answers)):
            return item
        answers = tuple(ParsedAnswer(self._text(each.text), each.lines) for each in item.answers)
        return replace(item, question=self._text(item.question), answers=answers)

    def _text(self, text: str) -> str:
        return _SHOWN.sub(self._shown, text) if _may_show(text) else text

    def _shown(self, found: re.Match[str]) -> str:
        if found["fence"] or found["code"]:
            return _NUMBER.sub("data:image/…", found[0])
        said, address = _named(found)
        try:
            picture = self._at(address)
        except PictureRefused as error:
            self._lost[LostPicture(error.name, PictureFault(error.fault))] = None
            is_path = error.fault == PictureFault.MISSING and not _ELSEWHERE.match(address)
            return found[0] if is_path else f"[{described(said)}]"
        return found[0] if picture is None else in_text(picture, said or _stem(address))

    def _at(self, address: str) -> Picture | None:
        """Return the picture at an address, None for one in the web. Raises PictureRefused."""
        number = _NUMBER.fullmatch(address)
        if number and int(number[1]) < len(self._prints):
            found = self._prints[int(number[1])]
            return self._picture(found.name, found.data)
        if _ELSEWHERE.match(address):
            if address.startswith(("data:", "attachment:")) or is_address(address):
                raise PictureRefused("", PictureFault.MISSING)
            return None
        path = unquote(address.partition("?")[0])
        at_hand = self._own(path) or self._find(path)
        if at_hand is None:
            raise PictureRefused(basename(path), PictureFault.MISSING)
        return self._picture(basename(at_hand[0]), at_hand[1])

    def _picture(self, name: str, data: bytes) -> Picture:
        known = self._read.get(data)
        if known is None:
            known = self._read[data] = self._developed(name, data)
        if isinstance(known, PictureFault):
            raise PictureRefused(name, known)
        self._places += 1
        if self._places > _MOST_SHOWN:
            raise PictureRefused(name, PictureFault.TOO_MANY)
        return known

    def _developed(self, name: str, data: bytes) -> PictureFile | PictureFault:
        """Return a picture as it is kept, or why it is not."""
        if _DRAWN.search(data[:1_000]) or splitext(name)[1].casefold() == ".svg":
            return PictureFault.DRAWING
        read = sum(1 for each in self._read.values() if isinstance(each, PictureFile))
        pixels = pixels_of(data)
        self._pixels += pixels if pixels <= MAX_PIXELS else 0  # such a one is never decoded
        if read >= MAX_DOCUMENT_PICTURES or self._pixels > MAX_DOCUMENT_PIXELS:
            return PictureFault.TOO_MANY
        try:
            picture = read_picture(data, name)
        except PictureRefused as error:
            return PictureFault(error.fault)
        self._bytes += len(picture.data)
        return picture if self._bytes <= MAX_DOCUMENT_PICTURE_BYTES else PictureFault.TOO_MANY


def _may_show(text: str) -> bool:
    return "](" in text or "<img" in text or "<IMG" in text or "![[" in text or SCHEME in text


def _named(found: re.Match[str]) -> tuple[str, str]:
    """Return what is said of a picture that a text shows, and where it is."""
    if found["tag"]:
        told = {
            each["name"].casefold(): unescape(each["two"] or each["one"] or "")
            for each in _ATTRIBUTE.finditer(found["tag"])
        }
        return told.get("alt", ""), told.get("src", "").strip()
    if found["embedded"]:
        return "", found["embedded"].strip().replace("%", "%25")
    return found["said"], found["angled"] or found["bare"]


def _stem(address: str) -> str:
    """Return a name that says a little of a picture of which nothing is said."""
    if _ELSEWHERE.match(address):
        return ""
    stem = splitext(basename(unquote(address)))[0]
    return stem if re.search(r"[^\W\d_]{3}", stem) and not re.search(r"\w{24}", stem) else ""


def _decoded(found: re.Match[str]) -> bytes:
    """Return the bytes that are written into a text, none where they are not what they say."""
    if found["data"] is None:
        return unquote_to_bytes(found["written"])
    text = unquote(found["data"]).replace("-", "+").replace("_", "/").rstrip("=")
    return decoded(text)


def decoded(text: str) -> bytes:
    """Return the bytes of Base64, white space or not, none where it is broken."""
    try:
        whole = "".join(text.split())
        return base64.b64decode(whole + "=" * (-len(whole) % 4))
    except (binascii.Error, ValueError):
        return b""


def pictures_within(folder: Path, documents: Sequence[Upload]) -> Iterator[Upload]:
    """Yield the pictures in a folder whose names stand in documents of it.

    One that is too large is yielded in part, which tells that; one that cannot be read is missing.
    """
    for file in sorted(folder.rglob("*")):
        if not may_be_picture(file.relative_to(folder).as_posix()) or not file.is_file():
            continue
        names = {file.stem.encode(), quote(file.stem).encode()}
        if any(name in each.data for each in documents for name in names):
            with suppress(OSError), file.open("rb") as opened:
                yield Upload(str(file), opened.read(MAX_PICTURE_BYTES + 1))


def find_in(files: Mapping[str, Callable[[], bytes]]) -> Find:
    """Return what finds files by their names, each read when it is asked for."""

    def find(path: str) -> tuple[str, bytes] | None:
        load = files.get(path) or files.get(basename(path))
        return (path, load()) if load is not None else None

    return find
