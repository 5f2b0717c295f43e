"""A pack: a folder with a `pack.toml` and the documents that it names. See `content/README.md`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from bot.core.import_plan import base_name
from bot.core.text import LANGUAGE_CODES
from bot.core.uploads import Upload
from bot.errors import BadPack
from bot.importing.albums import pictures_within

MANIFEST = "pack.toml"

_Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PackSource(_Strict):
    """One document of a pack."""

    file: _Text
    author: _Text
    reference: bool = False

    @field_validator("file")
    @classmethod
    def _lies_in_the_folder(cls, file: str) -> str:
        if base_name(file) != file or file in (".", ".."):
            raise ValueError("a file lies in the pack's own folder")
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
            raise ValueError(f"one of {', '.join(LANGUAGE_CODES)}, not {language!r}")
        return language

    @field_validator("sources")
    @classmethod
    def _have_one_reference(cls, sources: list[PackSource]) -> list[PackSource]:
        if sum(source.reference for source in sources) != 1:
            raise ValueError("exactly one has reference = true")
        return sources


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
    except (OSError, BadManifest) as error:
        raise BadPack(folder.name, str(error)) from error
    files = _read_files(folder, manifest)
    return Pack(folder.name, manifest, files, beside_pack(folder, files))


def beside_pack(folder: Path, files: Sequence[Upload]) -> tuple[Upload, ...]:
    """Return the pictures in a pack's folder that its documents name, by their paths in it."""
    found = pictures_within(folder, files)
    return tuple(
        Upload(Path(each.name).relative_to(folder).as_posix(), each.data) for each in found
    )


class BadManifest(Exception):
    """All that is wrong with a manifest, each a clause without a full stop."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read_manifest(data: bytes) -> Manifest:
    """Return the manifest in a file. Raises BadManifest with all that is wrong."""
    try:
        return Manifest.model_validate(tomllib.loads(data.decode("utf-8-sig")))
    except ValidationError as error:
        raise BadManifest(*map(_problem, error.errors())) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadManifest(str(error)) from error


def _problem(error: ErrorDetails) -> str:
    where = ".".join(map(str, error["loc"]))
    return f"{where}: {error['msg'].removeprefix('Value error, ')}"


def _read_files(folder: Path, manifest: Manifest) -> tuple[Upload, ...]:
    files, problems = [], []
    for source in manifest.sources:
        try:
            files.append(Upload(source.file, (folder / source.file).read_bytes()))
        except OSError as error:
            problems.append(f"{source.file}: {error.strerror or error}")
    if problems:
        raise BadPack(folder.name, "; ".join(problems))
    return tuple(files)
