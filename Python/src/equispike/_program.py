"""The program: where it is, and how it is started."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import List, Sequence

from ._errors import ProgramNotFound, error

_PACKAGE = Path(__file__).resolve().parent


def program() -> str:
    """The path of the program: EQUISPIKE_PROGRAM, else that of this package, else the one on PATH."""
    given = os.environ.get("EQUISPIKE_PROGRAM")
    if given:
        if not os.access(given, os.X_OK):
            raise ProgramNotFound(
                f"EQUISPIKE_PROGRAM is {given}, which is not a program; give the path of equispike"
            )
        return given
    own = _PACKAGE / "bin" / "equispike"
    if os.access(own, os.X_OK):
        return str(own)
    # The entry point of this package has the same name; it must not start itself.
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        found = shutil.which("equispike", path=folder) if folder else None
        if found and not _is_script(found):
            return found
    raise ProgramNotFound(
        "the program equispike is neither in this package nor on PATH; "
        "build it with `make build` and set EQUISPIKE_PROGRAM to its path"
    )


def _is_script(path: str) -> bool:
    with open(path, "rb") as file:
        return file.read(2) == b"#!"


def version() -> str:
    """The version of the program, such as 0.1.0."""
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


