"""A pack: a folder with a `pack.toml` and the documents that it names. See `content/README.md`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from bot.core.import_sources import base_name
from bot.core.text import LANGUAGE_CODES
from bot.core.uploads import Upload
from bot.errors import BadPack
from bot.importing.albums import pictures_within
from bot.importing.manifest_lines import ManifestLines

MANIFEST = "pack.toml"

_Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PackSource(_Strict):
    """One document of a pack. `votes` are how many found its answer to a question most helpful.

    They are by the questions' ids, and say how a group that is not this one found it.
    """

    file: _Text
    author: _Text
    reference: Annotated[bool, Field(strict=True)] = False
    votes: dict[_Text, Annotated[int, Field(strict=True, ge=0)]] = Field(default_factory=dict)

    @field_validator("file")
    @classmethod
    def _lies_in_the_folder(cls, file: str) -> str:
        if not _is_within(file):
            raise ValueError("is no name in the pack's own folder: put the file there, and name it")
        return file


class Manifest(_Strict):
    """The fields of `pack.toml`."""

    title: _Text
    language: _Text
    licence: _Text
    authors: Annotated[list[_Text], Field(min_length=1)]
    description: Annotated[str, Field(max_length=2_000)] = ""
    sources: Annotated[list[PackSource], Field(min_length=1)]

    @property
    def language_name(self) -> str:
        """The language as the stemmer calls it."""
        return LANGUAGE_CODES[self.language]

    @field_validator("language")
    @classmethod
    def _is_known(cls, language: str) -> str:
        if language not in LANGUAGE_CODES:
            raise ValueError(f"is unknown: write one of {', '.join(LANGUAGE_CODES)}")
        return language


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack's name, its manifest, its documents in the manifest's order, and their pictures."""

    name: str
    manifest: Manifest
    files: tuple[Upload, ...]
    pictures: tuple[Upload, ...] = ()

    @property
    def language(self) -> str:
        """The language as the stemmer calls it."""
        return self.manifest.language_name

    @property
    def reference(self) -> str:
        """The reference's file name."""
        return next(source.file for source in self.manifest.sources if source.reference)

    @property
    def authors(self) -> dict[str, str]:
        """Each file's author."""
        return {source.file: source.author for source in self.manifest.sources}


def find_packs(folder: Path) -> list[Path]:
    """Return the packs' folders in a content folder, by name; none when there is no folder."""
    return sorted(manifest.parent for manifest in folder.glob(f"*/{MANIFEST}"))


def read_pack(folder: Path) -> Pack:
    """Return the pack in a folder. Raises BadPack."""
    try:
        manifest = read_manifest((folder / MANIFEST).read_bytes())
    except BadManifest as error:
        raise BadPack(folder.name, str(error)) from error
    except OSError as error:
        raise BadPack(folder.name, no_manifest(error)) from error
    files, problems = read_files(folder, [each.file for each in manifest.sources])
    if problems:
        raise BadPack(folder.name, "; ".join(problems))
    return Pack(folder.name, manifest, tuple(files), beside_pack(folder, files))


def beside_pack(folder: Path, files: Sequence[Upload]) -> tuple[Upload, ...]:
    """Return the pictures in a pack's folder that its documents name, by their paths in it."""
    found = pictures_within(folder, files)
    return tuple(
        Upload(Path(each.name).relative_to(folder).as_posix(), each.data) for each in found
    )


class BadManifest(Exception):
    """All that is wrong with a manifest, each a clause without a full stop.

    `files` are those in the folder that its sources name, None where it cannot be told.
    """

    def __init__(self, *problems: str, files: Sequence[str] | None = None) -> None:
        super().__init__("; ".join(problems))
        self.problems, self.files = problems, files


def read_manifest(data: bytes) -> Manifest:
    """Return the manifest in a file. Raises BadManifest with all that is wrong."""
    text = _text(data)
    told, lines = _toml(text), ManifestLines(text)
    sources = told.get("sources")
    entries = [
        each if isinstance(each, dict) else {}
        for each in (sources if isinstance(sources, list) else ())
    ]
    problems = [
        lines.before(problem, where)
        for problem, where in (*_named_twice(entries), *_references(entries))
    ]
    try:
        manifest = Manifest.model_validate(told)
    except ValidationError as error:
        found = [lines.before(_problem(each, entries), each["loc"]) for each in error.errors()]
        problems = [*found, *problems]
    else:
        if not problems:
            return manifest
    files = [file for each in entries if isinstance(file := each.get("file"), str)]
    raise BadManifest(*problems, files=list(filter(_is_within, files)) or None)


def read_files(folder: Path, names: Iterable[str]) -> tuple[list[Upload], list[str]]:
    """Return the pack's files of those names, and what is wrong with those that are not read."""
    files, problems = list[Upload](), list[str]()
    for name in names:
        try:
            files.append(Upload(name, (folder / name).read_bytes()))
        except FileNotFoundError:
            problems.append(f"{name} is not there: add it, or take its source out of {MANIFEST}")
        except OSError as error:
            problems.append(f"{name} cannot be read ({error.strerror}): make it a readable file")
    return files, problems


def no_manifest(error: OSError) -> str:
    """Return what is wrong with a folder whose manifest is not there or cannot be read."""
    if isinstance(error, FileNotFoundError):
        return f"{MANIFEST} is not there: write one, or name the folder that has it"
    return f"{MANIFEST} cannot be read ({error.strerror}): make it a readable file"


def _is_within(file: str) -> bool:
    return bool(file) and base_name(file) == file and file not in (".", "..")


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadManifest("is not UTF-8: save it as that") from error


def _toml(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line \d+", str(error))
        where = line.group() if line else "the last line"
        raise BadManifest(f"{where} is not TOML: put it right, such as its quotes") from error
    except RecursionError as error:
        raise BadManifest("is nested too deeply: leave out what no field needs") from error


_Entry = Mapping[str, Any]
# What is wrong, and the path of what it is about.
_About = tuple[str, Sequence[str | int]]
_LISTS = {"authors": '["…", "…"]', "sources": "[[sources]] above each"}
# What is wrong with a field, by what pydantic calls it.
_WORDS = {
    "missing": "is missing: add it",
    "extra_forbidden": "is no field: take it out, or name it one of {fields}",
    "string_type": "is no text: put it between quotes",
    "string_too_short": "is empty: fill it in",
    "string_too_long": "is longer than {max_length} characters: shorten it",
    "bool_type": "is neither true nor false: write one of them, without quotes",
    "list_type": "is no list: write {a_list}",
    "too_short": "is empty: name one at least",
    "model_type": "is no entry: begin it with [[sources]]",
    "value_error": "{error}",
    "dict_type": "is no table: write {{ id = 2 }}, by the ids of questions",
    "int_type": "is no whole number: write how many voted for it",
    "greater_than_equal": "is less than {ge}: write how many voted for it",
}


def _problem(error: ErrorDetails, entries: Sequence[_Entry]) -> str:
    top, *within = error["loc"]
    fields: Iterable[str] = Manifest.model_fields
    where = str(top)
    if within:
        at, *field = within
        fields = PackSource.model_fields
        named = _called(int(at), entries) if top == "sources" else f"{top}, entry {int(at) + 1}"
        where = ": ".join([named, *map(str, field)])
    known = {"fields": ", ".join(fields), "a_list": _LISTS.get(where, "")}
    words = _WORDS.get(error["type"])
    if words is None:  # whatever else is wrong, it is told
        return f"{where} is nothing that a pack has there: see what other packs have"
    return f"{where} {words.format_map(known | error.get('ctx', {}))}"


def _called(at: int, entries: Sequence[_Entry]) -> str:
    """Return a source's number, from 1, with its file's name where it has one."""
    file = entries[at].get("file")
    return f"source {at + 1} ({file})" if isinstance(file, str) and file else f"source {at + 1}"


def _named_twice(entries: Sequence[_Entry]) -> Iterator[_About]:
    files = [each.get("file") for each in entries]
    for at, file in enumerate(files):
        if file is not None and (first := files.index(file)) < at:
            named = f"{_called(at, entries)} has the file of source {first + 1}"
            yield f"{named}: take one of them out", ("sources", at, "file")


def _references(entries: Sequence[_Entry]) -> Iterator[_About]:
    """Yield what is wrong with which source is the reference: exactly one is."""
    trusted = [at for at, each in enumerate(entries) if each.get("reference")]
    if entries and not trusted:
        yield "no source has reference = true: give it to the one whose answers are trusted", ()
    elif len(trusted) > 1:
        named = ", ".join(_called(at, entries) for at in trusted)
        second = "sources", trusted[1], "reference"
        yield f"{named} have reference = true: leave it to one of them", second
