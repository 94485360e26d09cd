#!/usr/bin/env python3
"""Read files that equispike wrote with the packages of other people, and say what they saw.

    python3 Models/exchange/check.py PATH [PATH ...]

Each PATH is a file or a folder: .nir (package nir), .h5 and circuit_config.json of SONATA (libsonata), .gdf
(neo), .npy and .npz (numpy), TensorBoard's events (tensorboard). Needs, for all of them:

    pip install numpy h5py nir libsonata neo tensorboard "setuptools<81"

A package that is missing is said, and its files are skipped. Exit code 1 if a file could not be read.
"""
import importlib
import json
import pathlib
import sys


def nir(path):
    package = importlib.import_module("nir")
    graph = package.read(path)  # with its check of types and shapes
    kinds = {name: type(node).__name__ for name, node in graph.nodes.items()}
    text = ", ".join(f"{name} {kind}" for name, kind in sorted(kinds.items()))
    return f"{len(graph.nodes)} nodes, {len(graph.edges)} edges: {text}"


def sonata(path):
    package = importlib.import_module("libsonata")
    h5py = importlib.import_module("h5py")
    with h5py.File(path) as file:
        roots = set(file)
    seen = []
    if "spikes" in roots:
        reader = package.SpikeReader(str(path))
        for name in reader.get_population_names():
            spikes = reader[name].get_dict()
            seen.append(f"{len(spikes['timestamps'])} spikes of {name}, sorted {reader[name].sorting}")
    if "report" in roots:
        reader = package.ElementReportReader(str(path))
        for name in reader.get_population_names():
            frame = reader[name].get()
            seen.append(f"report of {name}: {len(frame.times)} times, {len(frame.ids)} units, {reader[name].data_units}")
    if "nodes" in roots:
        storage = package.NodeStorage(str(path))
        for name in sorted(storage.population_names):
            seen.append(f"{storage.open_population(name).size} nodes of {name}")
    if "edges" in roots:
        storage = package.EdgeStorage(str(path))
        for name in sorted(storage.population_names):
            seen.append(f"{storage.open_population(name).size} edges of {name}")
    if not seen:
        raise ValueError("neither spikes, report, nodes nor edges")
    return "; ".join(seen)


def circuit(path):
    package = importlib.import_module("libsonata")
    if path.name.startswith("simulation"):
        config = package.SimulationConfig.from_file(str(path))
        return f"simulation of {config.run.tstop} ms, seed {config.run.random_seed}"
    config = package.CircuitConfig.from_file(str(path))
    sizes = [f"{name} {config.node_population(name).size}" for name in sorted(config.node_populations)]
    for name in config.edge_populations:
        edges = config.edge_population(name)
        if edges.size:  # a query by the index
            target = int(edges.target_nodes(package.Selection([0]))[0])
            if 0 not in edges.afferent_edges(target).flatten():
                raise ValueError(f"the index of {name} does not find edge 0")
    return f"nodes {', '.join(sizes)}; edges {', '.join(sorted(config.edge_populations))}"


def gdf(path):
    numpy = importlib.import_module("numpy")
    neo = importlib.import_module("neo")
    quantities = importlib.import_module("quantities")
    table = numpy.atleast_2d(numpy.loadtxt(path))
    segment = neo.io.NestIO(filenames=str(path)).read_segment(
        gid_list=[], t_start=0 * quantities.ms, t_stop=(table[:, 1].max() + 1) * quantities.ms,
        id_column_gdf=0, time_column_gdf=1)
    count = sum(len(train) for train in segment.spiketrains)
    if count != len(table):
        raise ValueError(f"neo sees {count} spikes of {len(table)}")
    return f"{count} spikes of {len(segment.spiketrains)} units"


def numpy(path):
    package = importlib.import_module("numpy")
    content = package.load(path)
    arrays = {"array": content} if path.suffix == ".npy" else dict(content)
    return ", ".join(f"{name} {list(array.shape)} {array.dtype}" for name, array in arrays.items())


def tensorboard(path):
    module = importlib.import_module("tensorboard.backend.event_processing.event_accumulator")
    run = module.EventAccumulator(str(path), size_guidance={"scalars": 0}).Reload()
    tags = run.Tags()
    last = [f"{tag} {run.Scalars(tag)[-1].value:.4g}" for tag in tags["scalars"] if tag.startswith("error/")]
    return (f"{len(tags['scalars'])} scalars, {len(tags['histograms'])} histograms, {len(tags['tensors'])} texts; "
            f"last {', '.join(last)}")


def reader(path):
    if "tfevents" in path.name:
        return tensorboard
    if path.name in ("circuit_config.json", "simulation_config.json"):
        return circuit
    return {".nir": nir, ".h5": sonata, ".gdf": gdf, ".npy": numpy, ".npz": numpy}.get(path.suffix)


def main(arguments):
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 64
    files = []
    for path in map(pathlib.Path, arguments):
        files += sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    files = [path for path in files if reader(path)]
    if not files:
        print("there is no file that could be checked", file=sys.stderr)
        return 1
    wrong = 0
    for path in files:
        try:
            print(f"{path}: {reader(path)(path)}")
        except ModuleNotFoundError as error:
            print(f"{path}: skipped, there is no package {error.name}")
        except Exception as error:  # whatever the package says, as it says it
            wrong += 1
            print(f"{path}: WRONG: {type(error).__name__}: {error}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
