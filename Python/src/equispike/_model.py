"""Models written in Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Mapping, Union

import numpy as np

#: A shipped model by name, a model file by path, or a model as a dictionary with the keys of a model file.
Model = Union[str, Path, Mapping[str, Any]]


def plain(value: Any) -> Any:
    """A value of a model file: dictionaries, lists, numbers, text; arrays become lists."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Path):
        return str(value)
    raise TypeError(
        f"a model cannot hold {value!r}, a {type(value).__name__}; "
        "expected dictionaries, lists, arrays, numbers, text"
    )


def text(model: Mapping[str, Any]) -> str:
    """The text of a model file; JSON is YAML."""
    return json.dumps(plain(model), indent=1, ensure_ascii=False) + "\n"


def changes(values: Mapping[str, Any]) -> "list[str]":
    """The words key=value of changes."""
    return [f"{key}={word(value)}" for key, value in values.items()]


def word(value: Any) -> str:
    """A value as it stands after key=."""
    value = plain(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def described(model: Mapping[str, Any]) -> Dict[str, Any]:
    """The model with a name."""
    return {"name": "model", **model}
