"""Records whose fields have names that nobody knows: what asks in most of them is the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.importing.containers.fields import Field, field_named
from bot.importing.questions import Look, look

_FEWEST = 3  # records
_MOSTLY_ASKS, _MOSTLY_SAYS = 0.5, 0.6
_SAMPLE = 50  # of the records


def renamed(records: Sequence[Any]) -> Sequence[Any]:
    """Return records with the names of their question's and their answer's field, if any asks.

    The answer is the first further field behind the question that most of them have a text in.
    What are no records, or ask nothing, is returned as it is.
    """
    sample = [each for each in records[:_SAMPLE] if isinstance(each, dict)]
    if len(sample) < _FEWEST or 2 * len(sample) < len(records[:_SAMPLE]):
        return records
    keys = list(dict.fromkeys(key for each in sample for key in each))
    asking = next((key for key in keys if _asks(sample, key)), None)
    if asking is None:
        return records
    behind = keys[keys.index(asking) + 1 :]
    free = [key for key in (*behind, *keys) if key != asking and field_named(str(key)) is None]
    telling = next((key for key in free if _says(sample, key)), None)
    names = {asking: Field.QUESTION.value}
    if telling is not None and not any(_answers(key) for key in keys):
        names[telling] = Field.ANSWER.value
    return [_named(each, names) if isinstance(each, dict) else each for each in records]


def _asks(sample: Sequence[Mapping[str, Any]], key: str) -> bool:
    texts = [text for each in sample if isinstance(text := each.get(key), str)]
    asking = sum(1 for text in texts if look(text.strip()) >= Look.STUDY)
    return len(texts) >= _FEWEST and asking >= _MOSTLY_ASKS * len(sample)


def _says(sample: Sequence[Mapping[str, Any]], key: str) -> bool:
    said = sum(1 for each in sample if isinstance(each.get(key), str | list) and each[key])
    return said >= _MOSTLY_SAYS * len(sample)


def _answers(key: str) -> bool:
    return field_named(str(key)) in (Field.ANSWER, Field.CORRECT, Field.OPTION)


def _named(record: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(key, key): value for key, value in record.items()}
