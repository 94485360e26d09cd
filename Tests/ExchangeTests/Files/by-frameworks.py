#!/usr/bin/env python3
"""Write NIR files as clocked frameworks do, small: python3 by-frameworks.py FOLDER (needs h5py, numpy and nir 1.0.8).

recurrent.nir   as snnTorch exports RSynaptic: a graph in the graph with input, lif, w_rec and output; r = tau_mem / dt
                and w_in = tau_syn / dt with dt = 0.1 ms; float32 weights, float64 parameters, no v_reset
pooling.nir     as sinabs exports: Conv2d, IF of one number, SumPool2d, Flatten, Linear, IF; spikes of quarters
readout.nir     as Norse exports: nodes '0', '1', ..., float32, LIF without v_reset, an LI at the end
scalars.nir     parameters without shape, of length 1 and of all lengths, in one chain
taus.nir        time constants and thresholds that differ from unit to unit, names with odd characters
"""
import pathlib
import sys

import h5py
import nir
import numpy as np

folder = pathlib.Path(sys.argv[1])
rng = np.random.default_rng(5)
f4 = np.float32


def raw(name, nodes, edges, version="1.0.8"):
    """A file with these parameters, as they are: `nir` itself refuses numbers without shape."""
    with h5py.File(folder / name, "w", track_order=False) as file:
        file["version"] = version
        file["node/type"] = "NIRGraph"
        file["node/edges"] = np.array(edges, dtype=object)
        for title, (kind, parameters) in nodes.items():
            file[f"node/nodes/{title}/type"] = kind
            for key, value in parameters.items():
                file[f"node/nodes/{title}/{key}"] = value


def cuba(n, alpha, beta, dt=1e-4):
    tau_syn, tau_mem = dt / (1 - alpha), dt / (1 - beta)
    ones = np.ones(n)
    return nir.CubaLIF(
        tau_syn=tau_syn * ones, tau_mem=tau_mem * ones, r=tau_mem / dt * ones, v_leak=0 * ones,
        v_threshold=ones, w_in=tau_syn / dt * ones, v_reset=0 * ones)


inner = nir.NIRGraph(
    nodes={
        "input": nir.Input(np.array([4])), "lif": cuba(4, 0.55, 0.9),
        "w_rec": nir.Affine(rng.uniform(-0.4, 0.2, (4, 4)).astype(f4), rng.uniform(-0.05, 0.05, 4).astype(f4)),
        "output": nir.Output(np.array([4]))},
    edges=[("input", "lif"), ("lif", "w_rec"), ("w_rec", "lif"), ("lif", "output")])
graph = nir.NIRGraph(
    nodes={
        "input": nir.Input(np.array([3])),
        "fc1": nir.Affine(rng.uniform(0, 0.5, (4, 3)).astype(f4), rng.uniform(0, 0.1, 4).astype(f4)),
        "lif1": inner, "fc2": nir.Linear(rng.uniform(-0.1, 0.7, (2, 4)).astype(f4)),
        "lif2": cuba(2, 0.5, 0.6), "output": nir.Output(np.array([2]))},
    edges=[("input", "fc1"), ("fc1", "lif1"), ("lif1", "fc2"), ("fc2", "lif2"), ("lif2", "output")])
nir.write(folder / "recurrent.nir", graph)

weight = np.array([[[[0.25, 0.5], [0.25, 0.0]]]], f4)
raw(
    "pooling.nir",
    {
        "input": ("Input", {"shape": np.array([1, 3, 3])}),
        "0": ("Conv2d", {
            "weight": weight, "bias": np.array([0], f4), "stride": np.array([1, 1]), "padding": np.array([0, 0]),
            "dilation": np.array([1, 1]), "groups": 1, "input_shape": np.array([3, 3])}),
        "1": ("IF", {"r": np.array([1], f4), "v_threshold": np.array([1], f4), "v_reset": np.array([0], f4)}),
        "2": ("SumPool2d", {
            "kernel_size": np.array([2, 2]), "stride": np.array([2, 2]), "padding": np.array([0, 0])}),
        "3": ("Flatten", {"start_dim": 1, "end_dim": -1}),
        "4": ("Linear", {"weight": np.array([[0.5], [1.0]], f4)}),
        "5": ("IF", {"r": np.ones(2, f4), "v_threshold": np.ones(2, f4)}),
        "output": ("Output", {"shape": np.array([2])}),
    },
    [("input", "0"), ("0", "1"), ("1", "2"), ("2", "3"), ("3", "4"), ("4", "5"), ("5", "output")], "0.2.0")

raw(
    "readout.nir",
    {
        "input": ("Input", {"shape": np.array([2])}),
        "0": ("Affine", {"weight": np.array([[1, 0], [0, 1]], f4), "bias": np.array([0.0], f4)}),
        "1": ("LIF", {
            "tau": np.full(2, 0.01, f4), "r": np.ones(2, f4), "v_leak": np.zeros(2, f4),
            "v_threshold": np.array([0.5, 0.5], f4)}),
        "2": ("Linear", {"weight": np.array([[100, -50]], f4)}),
        "3": ("LI", {"tau": np.array([0.02], f4), "r": np.array([1], f4), "v_leak": np.array([0.25], f4)}),
        "output": ("Output", {"shape": np.array([1])}),
    },
    [("input", "0"), ("0", "1"), ("1", "2"), ("2", "3"), ("3", "output")], "0.1.1")

raw(
    "scalars.nir",
    {
        "input": ("Input", {"shape": np.array([2])}),
        "fc1": ("Affine", {"weight": np.array([[1, 0], [0, 1], [0.5, 0.5]], f4), "bias": f4(0)}),
        "lif1": ("CubaLIF", {
            "tau_mem": f4(0.01), "tau_syn": f4(0.002), "r": f4(1), "v_leak": f4(0), "v_threshold": f4(0.5),
            "v_reset": f4(0), "w_in": f4(1)}),
        "s": ("Scale", {"scale": f4(2)}),
        "d": ("Delay", {"delay": np.array([0.003], f4)}),
        "lif2": ("LIF", {
            "tau": np.array([0.01], f4), "r": np.ones(3), "v_leak": f4(0), "v_threshold": np.array([1.0])}),
        "output": ("Output", {"shape": np.array([3])}),
    },
    [("input", "fc1"), ("fc1", "lif1"), ("lif1", "s"), ("s", "d"), ("d", "lif2"), ("lif2", "output")], "1.0.7")

raw(
    "taus.nir",
    {
        "in put": ("Input", {"shape": np.array([1])}),
        "w,1": ("Linear", {"weight": np.ones((4, 1))}),
        "lif-ä.0": ("LIF", {
            "tau": np.array([0.01, 0.02, 0.01, 0.01]), "r": np.array([1, 1, 1, 2.0]), "v_leak": np.array([0, 0, 0.25, 0]),
            "v_threshold": np.array([0.5, 0.5, 0.5, 0.75]), "v_reset": np.array([0, 0, 0, -0.5])}),
        "rec": ("Linear", {"weight": np.arange(16.0).reshape(4, 4) / 16}),
        "out": ("Output", {"shape": np.array([4])}),
    },
    [("in put", "w,1"), ("w,1", "lif-ä.0"), ("lif-ä.0", "rec"), ("rec", "lif-ä.0"), ("lif-ä.0", "out")])
