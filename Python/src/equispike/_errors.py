"""Errors of the program, with its words."""

from __future__ import annotations

from typing import Dict, Type


class EquispikeError(Exception):
    """The program ended with an error. `code` is its exit code, `str(error)` what it said."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.code = code


class ProgramNotFound(EquispikeError):
    """There is no program to start."""


class UsageError(EquispikeError):
    """The command is wrong (exit code 64)."""


class ModelError(EquispikeError):
    """The model or its data are wrong (65), or a file is not there (66)."""


class RunError(EquispikeError):
    """A check failed (1), the run failed (2), or a result cannot be written (73)."""


class Interrupted(EquispikeError):
    """The run was interrupted (130); its folder has a checkpoint, and `equispike resume` goes on."""


_KINDS: Dict[int, Type[EquispikeError]] = {
    1: RunError,
    2: RunError,
    64: UsageError,
    65: ModelError,
    66: ModelError,
    73: RunError,
    130: Interrupted,
}


def error(code: int, message: str) -> EquispikeError:
    """The error for an exit code of the program."""
    kind = _KINDS.get(code, RunError)
    return kind(message.strip() or f"equispike ended with exit code {code}", code)
