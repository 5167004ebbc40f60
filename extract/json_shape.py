"""Reads fields from a publisher's JSON and says which one is not as documented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from extract.failures import ShapeChanged

if TYPE_CHECKING:
    from collections.abc import Mapping


def text(record: Mapping[str, object], key: str, where: str) -> str:
    """A field that must be a text with something in it."""
    value = record.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ShapeChanged(where, f"{key} is {value!r} instead of a text")
    return value


def number(record: Mapping[str, object], key: str, where: str) -> int:
    """A field that must be a whole number."""
    value = record.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ShapeChanged(where, f"{key} is {value!r} instead of a number")
    return value


def list_of_objects(record: Mapping[str, object], key: str, where: str) -> list[dict[str, object]]:
    """A field that must be a list of JSON objects."""
    value = record.get(key)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ShapeChanged(where, f"{key} is {type(value).__name__} instead of a list of objects")
    return value


def canonical(value: object) -> bytes:
    """JSON with sorted keys: the same facts give the same bytes, whatever order they came in."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def without(value: object, keys: frozenset[str]) -> object:
    """A JSON value with the named keys left out at every depth."""
    if isinstance(value, dict):
        return {key: without(item, keys) for key, item in value.items() if key not in keys}
    if isinstance(value, list):
        return [without(item, keys) for item in value]
    return value
