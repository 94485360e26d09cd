"""The program: where it is, and how it is started."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Iterator, List, Sequence

from ._errors import ProgramNotFound, error

_PACKAGE = Path(__file__).resolve().parent


def program() -> str:
    """The path of the program: EQUISPIKE_PROGRAM, else the one that was installed with this package, else that on PATH."""
    given = os.environ.get("EQUISPIKE_PROGRAM")
    if given:
        if not os.access(given, os.X_OK):
            raise ProgramNotFound(
                f"EQUISPIKE_PROGRAM is {given}, which is not a program; give the path of equispike"
            )
        return given
    for folder in _scripts():
        own = os.path.join(folder, "equispike")
        if os.access(own, os.X_OK):
            return own
    found = shutil.which("equispike")
    if found:
        return found
    raise ProgramNotFound(
        "the program equispike is neither installed with this package nor on PATH; "
        "install the wheel of a release, or build it with `make build` and set EQUISPIKE_PROGRAM to its path"
    )


def _scripts() -> Iterator[str]:
    """The folders in which the installer of this package may have put the program."""
    yield sysconfig.get_path("scripts")
    with contextlib.suppress(KeyError):
        yield sysconfig.get_path("scripts", f"{os.name}_user")
    # pip install --target DIR puts it into DIR/bin.
    yield str(_PACKAGE.parent / "bin")


def version() -> str:
    """The version of the program, such as 0.2.0."""
    words = call(["--version"]).split()
    return words[1]


def call(arguments: Sequence[str], shows_progress: bool = False) -> str:
    """Runs the program and returns its output; raises its error.

    Ctrl-C reaches the program, which writes a checkpoint, before the error is raised here.
    """
    command: List[str] = [program(), *arguments]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    interrupted = False
    errors: List[str] = []
    try:
        output, said = _read(process, shows_progress)
    except KeyboardInterrupt:
        interrupted = True
        # In a terminal the program has had the signal already; a second one does no harm to a run that is ending.
        if process.poll() is None and not sys.stdin.isatty():
            process.send_signal(signal.SIGINT)
        output, said = process.communicate()
    errors.append(said)
    if process.returncode != 0:
        raise error(process.returncode, "\n".join(errors))
    if interrupted:
        raise error(130, "the run was interrupted")
    return output


def _read(process: "subprocess.Popen[str]", shows_progress: bool) -> "tuple[str, str]":
    if not shows_progress:
        return process.communicate()
    import threading

    lines: List[str] = []

    def show() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            lines.append(line)
            sys.stderr.write(line)

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    assert process.stdout is not None
    output = process.stdout.read()
    process.wait()
    thread.join()
    return output, "".join(lines)


