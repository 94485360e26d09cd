"""`equispike` and `python -m equispike`: the program itself."""

import os
import sys

from ._errors import ProgramNotFound
from ._program import program


def main() -> None:
    """Becomes the program, with the same arguments."""
    try:
        path = program()
    except ProgramNotFound as problem:
        sys.exit(f"equispike: error: {problem}")
    os.execv(path, [path, *sys.argv[1:]])


if __name__ == "__main__":
    main()
