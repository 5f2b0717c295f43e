"""What somebody means who chose from a list, typed words of it, or named nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from bot.core.text import name_key
from bot.errors import ChoiceNeeded, NotFound

Id = TypeVar("Id", bound=str)


def meant(what: str, typed: str | None, among: Mapping[Id, str]) -> Id:
    """Return the id of the one that is meant; `among` holds the words of each by its id.

    Nothing typed means the only one that there is. Raises ChoiceNeeded when there is not one
    alone, and NotFound for words that fit none.
    """
    if not typed:
        if len(among) != 1:
            raise ChoiceNeeded(what, tuple(among.values()))
        return next(iter(among))
    for id_ in among:
        if id_ == typed:
            return id_
    fitting = [id_ for id_, words in among.items() if name_key(words) == name_key(typed)]
    if len(fitting) > 1:
        raise ChoiceNeeded(what, tuple(among[id_] for id_ in fitting))
    if not fitting:
        raise NotFound(what, typed)
    return fitting[0]
