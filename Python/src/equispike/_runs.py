"""Runs, and what they leave in their folders."""

from __future__ import annotations

import csv
import html
import json
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

import numpy as np

from . import _model
from ._errors import ModelError
from ._model import Model
from ._program import call

Folder = Union[str, Path]


class Run:
    """The folder of a run.

    `summary` is `result.json`, `provenance` is `run.json`. Errors are fractions, times are in ms.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = Path(folder)
        if not (self.folder / "run.json").is_file():
            raise ModelError(
                f"{self.folder}: there is no run.json; expected the folder of a run of equispike", 66
            )

    def _json(self, name: str) -> Any:
        with open(self.folder / name, encoding="utf-8") as file:
            return json.load(file)

    @cached_property
    def provenance(self) -> Dict[str, Any]:
        """Where the run comes from: version, model, seed, machine, warnings."""
        return dict(self._json("run.json"))

    @cached_property
    def summary(self) -> Dict[str, Any]:
        """The results, such as `testError`; empty for a run that has not finished."""
        path = self.folder / "result.json"
        return dict(self._json("result.json")) if path.is_file() else {}

    @cached_property
    def metrics(self) -> List[Dict[str, Any]]:
        """A dictionary for each epoch."""
        path = self.folder / "metrics.jsonl"
        if not path.is_file():
            return []
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.strip()]

    def to_pandas(self) -> Any:
        """`metrics` as a DataFrame, with the epoch as its index and `a.b` for values within values. Needs pandas."""
        import pandas  # type: ignore[import-untyped, unused-ignore]

        return pandas.json_normalize(self.metrics).set_index("epoch")

    @cached_property
    def weights(self) -> Dict[str, np.ndarray]:
        """Weights and biases of the tested epoch by the names of their files, `input-hidden` and `hidden.bias`.

        Dense projections are [sources, targets]; others have one value for each synapse.
        """
        folder = self.folder / "weights"
        return {path.name[:-4]: np.load(path) for path in sorted(folder.glob("*.npy"))}

    @cached_property
    def spikes(self) -> Dict[str, Tuple[np.ndarray, np.ndarray]]:
        """Of a simulation: times [ms] and units of each population's spikes."""
        path = self.folder / "spikes.csv"
        if not path.is_file():
            return {}
        found: Dict[str, Tuple[List[float], List[int]]] = {}
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(line for line in file if not line.startswith("#")):
                times, units = found.setdefault(row["population"], ([], []))
                times.append(float(row["time_ms"]))
                units.append(int(row["unit"]))
        return {name: (np.array(t), np.array(u, dtype=int)) for name, (t, u) in found.items()}

    @cached_property
    def table(self) -> List[Dict[str, Any]]:
        """The rows of `table.csv` (sweep) or `compare.csv` (compare); numbers are numbers."""
        for name in ("table.csv", "compare.csv"):
            path = self.folder / name
            if path.is_file():
                with open(path, encoding="utf-8", newline="") as file:
                    return [
                        {key: _number(value) for key, value in row.items()}
                        for row in csv.DictReader(file)
                    ]
        return []

    @property
    def figures(self) -> List[Path]:
        """The figures, as SVG."""
        return sorted((self.folder / "figures").glob("*.svg"))

    @property
    def warnings(self) -> List[str]:
        """What the program warned of."""
        found = self.provenance.get("warnings", [])
        return [item if isinstance(item, str) else str(item.get("text", item)) for item in found]

    def report(self, out: Optional[Folder] = None) -> Path:
        """Writes one HTML page of the run; returns its path."""
        path = Path(out) if out is not None else self.folder / "report.html"
        call(["report", str(self.folder), "--out", str(path)])
        return path

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        return iter(self.metrics)

    def __repr__(self) -> str:
        name = self.summary.get("name", self.folder.name)
        error = self.summary.get("testError")
        words = "" if error is None else f", test error {100 * error:.2f} %"
        return f"<equispike.Run {name}{words}, {self.folder}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(key)}</td><td>{html.escape(_shown(value))}</td></tr>"
            for key, value in self.summary.items()
            if isinstance(value, (int, float, str))
        )
        figures = "".join(path.read_text(encoding="utf-8") for path in self.figures[:4])
        return f"<table>{rows}</table><div>{figures}</div>"


def _shown(value: Union[int, float, str]) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _number(value: Optional[str]) -> Any:
    if value is None or value == "":
        return None
    try:
        return float(value)
    except ValueError:
        return value


def load(folder: Folder) -> Run:
    """The run in a folder."""
    return Run(folder)


class _File:
    """The path of a model, written to a temporary file if it is a dictionary."""

    def __init__(self, model: Model) -> None:
        self._temporary: Optional["tempfile.TemporaryDirectory[str]"] = None
        if isinstance(model, Mapping):
            model = _model.described(model)
            self._temporary = tempfile.TemporaryDirectory(prefix="equispike-")
            path = Path(self._temporary.name) / f"{model['name']}.yaml"
            path.write_text(_model.text(model), encoding="utf-8")
            self.path = str(path)
        else:
            self.path = str(model)

    def __enter__(self) -> str:
        return self.path

    def __exit__(self, *_: object) -> None:
        if self._temporary is not None:
            self._temporary.cleanup()


def _verb(
    verb: str,
    model: Model,
    changes: Optional[Mapping[str, Any]],
    options: Sequence[str],
    out: Optional[Folder],
    seed: Optional[int],
    threads: Optional[int],
    force: bool,
    progress: bool,
) -> Run:
    folder = Path(out) if out is not None else _fresh(model)
    words = [*options, "--out", str(folder)]
    if seed is not None:
        words += ["--seed", str(seed)]
    if threads is not None:
        words += ["--threads", str(threads)]
    if force:
        words.append("--force")
    if not progress:
        words.append("--quiet")
    with _File(model) as path:
        call([verb, path, *_model.changes(changes or {}), *words], shows_progress=progress)
    return Run(folder)


def _fresh(model: Model) -> Path:
    """A folder in `runs` that is not there yet."""
    name = str(model.get("name", "model")) if isinstance(model, Mapping) else Path(str(model)).stem
    number = 1
    while (path := Path("runs") / f"{name}-{number}").exists():
        number += 1
    return path


def run(
    model: Model,
    changes: Optional[Mapping[str, Any]] = None,
    *,
    out: Optional[Folder] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    force: bool = False,
    progress: bool = False,
) -> Run:
    """Learns or simulates.

    model: the name of a shipped model, the path of a model file, or a dictionary with the keys of one.
    changes: values by their keys, such as {"learning.epochs": 3}.
    out: the folder of the run; else runs/NAME-NUMBER. force: replaces an earlier run there.
    progress: shows the program's progress on stderr.
    """
    return _verb("run", model, changes, [], out, seed, threads, force, progress)


def compare(
    model: Model,
    changes: Optional[Mapping[str, Any]] = None,
    *,
    train: bool = False,
    out: Optional[Folder] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    force: bool = False,
    progress: bool = False,
) -> Run:
    """Compares the rules of a model with rate EP and backpropagation; `table` has the measurements."""
    options = ["--train"] if train else []
    return _verb("compare", model, changes, options, out, seed, threads, force, progress)


def sweep(
    model: Model,
    values: Mapping[str, Sequence[Any]],
    changes: Optional[Mapping[str, Any]] = None,
    *,
    out: Optional[Folder] = None,
    progress: bool = False,
) -> "Sweep":
    """Runs a model at all combinations of values: {"learning.nudging.beta": [0.1, 0.4], "seed": [1, 2, 3]}.

    The same sweep into the same folder runs only what is missing there.
    """
    folder = Path(out) if out is not None else _fresh(model)
    axes = [f"{key}={','.join(_model.word(item) for item in items)}" for key, items in values.items()]
    words = ["--out", str(folder)]
    if not progress:
        words.append("--quiet")
    with _File(model) as path:
        call(["sweep", path, *axes, *_model.changes(changes or {}), *words], shows_progress=progress)
    return Sweep(folder)


class Sweep:
    """The folder of a sweep: `table` has a row for each point, `means` means and deviations over seeds."""

    def __init__(self, folder: Folder) -> None:
        self.folder = Path(folder)

    def _rows(self, name: str) -> List[Dict[str, Any]]:
        path = self.folder / name
        if not path.is_file():
            return []
        with open(path, encoding="utf-8", newline="") as file:
            return [{k: _number(v) for k, v in row.items()} for row in csv.DictReader(file)]

    @cached_property
    def table(self) -> List[Dict[str, Any]]:
        """A dictionary for each point."""
        return self._rows("table.csv")

    @cached_property
    def means(self) -> List[Dict[str, Any]]:
        """Means, standard deviations and ranges over seeds."""
        return self._rows("means.csv")

    @property
    def runs(self) -> List[Run]:
        """The runs of the points."""
        return [Run(path.parent) for path in sorted(self.folder.glob("points/*/run.json"))]

    def __repr__(self) -> str:
        return f"<equispike.Sweep {len(self.table)} points, {self.folder}>"


def evaluate(run: Union[Run, Folder], changes: Optional[Mapping[str, Any]] = None) -> Dict[str, Any]:
    """The errors of the trained network of a run: the output of `equispike evaluate RUN --json`.

    `confusion` is an array, row: label, column: answer; `answers` and `labels` are arrays, one element for each sample.
    """
    folder = run.folder if isinstance(run, Run) else run
    with tempfile.TemporaryDirectory(prefix="equispike-") as scratch:
        table = Path(scratch, "answers.csv")
        words = ["evaluate", str(folder), *_model.changes(changes or {}), "--answers", str(table)]
        found: Dict[str, Any] = dict(json.loads(call([*words, "--json", "--quiet"])))
        rows = np.loadtxt(table, delimiter=",", skiprows=1, dtype=int, ndmin=2)
    found["confusion"] = np.array(found["confusion"])
    found["labels"], found["answers"] = (rows[:, 1], rows[:, 2]) if rows.size else (rows, rows)
    return found


def rule(name: Union[str, Path], *options: str) -> Dict[str, Any]:
    """What a spike-timing rule adds up to: the output of `equispike rule NAME --json`."""
    with tempfile.TemporaryDirectory(prefix="equispike-") as folder:
        words = ["rule", str(name), *options, "--json", "--quiet", "--out", folder + "/rule"]
        return dict(json.loads(call(words)))


def check(model: Model, changes: Optional[Mapping[str, Any]] = None) -> List[str]:
    """Checks a model and returns the warnings; raises ModelError with all mistakes."""
    with _File(model) as path:
        words = ["check", path, *_model.changes(changes or {})]
        call(words)  # Mistakes in words; as JSON they would be on stdout, and not in the error.
        found = json.loads(call([*words, "--json"]))
    return [str(w["message"]) for file in found.get("files", []) for w in file["warnings"]]
