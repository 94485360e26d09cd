"""A door to the program equispike: spiking networks that learn by equilibrium propagation.

    import equispike
    run = equispike.run("digits", {"learning.epochs": 2})
    run.summary["testError"]
    run.weights["input-hidden"]

The program does the work; this package starts it and reads the folder of the run. Numbers are those of the files that
the program's page "What Equispike writes" lists.
"""

from ._errors import (
    EquispikeError,
    Interrupted,
    ModelError,
    ProgramNotFound,
    RunError,
    UsageError,
)
from ._model import Model
from ._program import program, version
from ._runs import Run, check, compare, evaluate, load, run, rule, sweep

__all__ = [
    "EquispikeError",
    "Interrupted",
    "Model",
    "ModelError",
    "ProgramNotFound",
    "Run",
    "RunError",
    "UsageError",
    "check",
    "compare",
    "evaluate",
    "load",
    "program",
    "rule",
    "run",
    "sweep",
    "version",
]
