"""The package against the program: what is read is what the program wrote."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

import equispike

ONE = {
    "name": "one",
    "network": {"populations": {"cell": {"size": 1, "kind": "eif", "I_e": "1000 pA"}}},
    "simulate": {"duration": "100 ms"},
}


@pytest.fixture(scope="module")
def xor(tmp_path_factory):
    return equispike.run("xor", out=tmp_path_factory.mktemp("runs") / "xor", seed=1, threads=1)


def test_a_shipped_model_learns(xor):
    assert xor.summary["testError"] == 0
    assert len(xor.metrics) == xor.summary["epochs"] + 1
    assert xor.provenance["status"] == "finished"
    assert "xor, test error 0.00 %" in repr(xor)


def test_weights_are_those_of_the_files(xor):
    folder = xor.folder / "weights"
    assert set(xor.weights) == {path.stem for path in folder.glob("*.npy")}
    for name, values in xor.weights.items():
        assert np.array_equal(values, np.load(folder / f"{name}.npy"))
    assert xor.weights["input-hidden"].ndim == 2


def test_a_folder_that_is_loaded_is_the_run(xor):
    again = equispike.load(xor.folder)
    assert again.summary == xor.summary
    assert again.figures and all(path.suffix == ".svg" for path in again.figures)


def test_changes_change_the_run(xor, tmp_path):
    short = equispike.run("xor", {"learning.epochs": 2}, out=tmp_path / "short", threads=1)
    assert short.summary["epochs"] == 2 != xor.summary["epochs"]
    assert "learning.epochs=2" in short.provenance["options"]["changes"]


def test_the_same_seed_gives_the_same_weights_for_any_number_of_threads(xor, tmp_path):
    two = equispike.run("xor", out=tmp_path / "two", seed=1, threads=2)
    for name, values in xor.weights.items():
        assert np.array_equal(values, two.weights[name])


def test_spikes_are_those_of_a_closed_form(tmp_path):
    times, units = equispike.run("lif-dc", out=tmp_path / "dc").spikes["neuron"]
    assert len(times) == 17 and set(units) == {0}
    assert np.allclose(np.diff(times), 57.451774, atol=1e-6)


def test_a_model_can_be_a_dictionary_with_arrays(tmp_path):
    model = json.loads(json.dumps(ONE))
    model["simulate"]["duration"] = np.float64(100)
    run = equispike.run(model, out=tmp_path / "one")
    assert run.summary["name"] == "one"
    assert len(run.spikes["cell"][0]) == 8


def test_a_folder_that_is_there_is_not_overwritten_unless_asked(tmp_path):
    equispike.run(ONE, out=tmp_path / "one")
    with pytest.raises(equispike.EquispikeError):
        equispike.run(ONE, out=tmp_path / "one")
    equispike.run(ONE, out=tmp_path / "one", force=True)


def test_all_mistakes_of_a_model_are_told_in_the_words_of_the_program():
    model = {"network": {"populations": {"a": {"size": 1, "kind": "eif", "I_ee": 3}}}, "simulate": {}}
    with pytest.raises(equispike.ModelError) as caught:
        equispike.check(model)
    assert caught.value.code == 65
    assert "I_ee" in str(caught.value)


def test_check_returns_nothing_for_a_model_without_mistakes():
    assert equispike.check(ONE) == []


def test_a_model_that_is_not_there_is_an_error():
    with pytest.raises(equispike.ModelError) as caught:
        equispike.run("no-such-model")
    assert caught.value.code == 66 and "no-such-model" in str(caught.value)


def test_a_value_that_no_model_can_hold_is_named():
    with pytest.raises(TypeError, match="object"):
        equispike.run({"name": "x", "seed": object()})


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(equispike.ModelError, match="run.json"):
        equispike.load(tmp_path)


def test_a_sweep_has_a_row_for_each_point(tmp_path):
    found = equispike.sweep(
        "xor", {"seed": [1, 2], "learning.nudging.beta": [0.2, 0.4]}, {"learning.epochs": 1},
        out=tmp_path / "sweep",
    )
    assert len(found.table) == 4 == len(found.runs)
    assert {row["seed"] for row in found.table} == {1.0, 2.0}


def test_a_rule_adds_up_to_what_the_program_says():
    symmetric = equispike.rule("zero-area", "--synapses", "100")
    plain = equispike.rule("hebbian", "--synapses", "100")
    assert abs(symmetric["area"]) < 1e-3 < abs(plain["area"])


def test_a_report_is_one_page(xor, tmp_path):
    page = xor.report(tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html")
    assert "<svg" in xor._repr_html_()


def test_a_program_that_is_not_there_is_an_error(monkeypatch):
    monkeypatch.setenv("EQUISPIKE_PROGRAM", "/nowhere/equispike")
    with pytest.raises(equispike.ProgramNotFound, match="EQUISPIKE_PROGRAM"):
        equispike.program()


def test_the_entry_point_is_the_program():
    found = subprocess.run(
        [sys.executable, "-m", "equispike", "--version"], capture_output=True, text=True, check=True
    )
    assert found.stdout.startswith("equispike " + equispike.version())


def test_an_interrupted_run_can_be_resumed(tmp_path):
    script = textwrap.dedent(
        f"""
        import signal
        import equispike
        # Of a shell that runs in the background the signal is ignored, and so it would be here.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            equispike.run("digits", out={str(tmp_path / "digits")!r}, threads=1)
        except equispike.Interrupted:
            print("interrupted")
        """
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL
    )
    folder = tmp_path / "digits"
    deadline = time.time() + 60
    while time.time() < deadline and not (folder / "metrics.jsonl").exists():
        time.sleep(0.1)
    time.sleep(0.5)
    os.kill(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert output.strip() == "interrupted"
    assert equispike.load(folder).provenance["status"] == "interrupted"


def test_the_examples_of_the_readme_run(tmp_path, monkeypatch):
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    blocks = [part.split("```")[0] for part in text.split("```python\n")[1:]]
    assert len(blocks) >= 3
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})


def test_a_trained_network_is_evaluated(xor):
    found = equispike.evaluate(xor)
    assert found["error"] == xor.summary["testError"] == 0
    assert found["confusion"].sum() == found["samples"] == len(found["answers"])
    assert np.array_equal(found["answers"], found["labels"])
    with pytest.raises(equispike.EquispikeError, match="another model"):
        equispike.evaluate(xor, {"network.populations.hidden.size": 5})
