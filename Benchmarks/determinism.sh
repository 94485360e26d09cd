#!/usr/bin/env bash
# Motivation: same model, same seed: same spikes and same weights, whatever the number of threads, whether a
# training was interrupted, and whether traces are recorded; between a debug and a release build as well.
# Runs all of these, compares spikes and weights byte by byte, and prints the matrix.
# Between builds the compiler may order floating-point operations differently: where bytes differ, the largest
# difference is said, if there is a python3 with numpy.
set -euo pipefail
debug=$(realpath "${1:?usage: determinism.sh DEBUG-PROGRAM RELEASE-PROGRAM}")
release=$(realpath "${2:?usage: determinism.sh DEBUG-PROGRAM RELEASE-PROGRAM}")
models=$(cd "$(dirname "${BASH_SOURCE[0]}")/Models" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
spiking=(digits data.train=90 data.validation=20 data.test=20 data.size=8 learning.batch=3
  network.populations.input.size=64 network.populations.hidden.size=20 learning.epochs=2)
rate=("$models/rate.yaml" 'rate.layers=[40, 10]' data.train=300 data.validation=50 data.test=50
  training.batch=10 training.shard=null training.epochs=6)
different=0
# compare KIND FOLDER: bytes of spikes and weights against the first run of the kind.
compare() {
  local first=$1-debug-1 words=same
  [[ -d $first ]] || first=$1-debug
  for part in weights spikes.csv; do
    [[ -e $first/$part ]] || continue
    diff -r "$first/$part" "$2/$part" >/dev/null || words=DIFFERENT
  done
  if [[ $words == DIFFERENT ]]; then
    different=1
    words+=$(python3 - "$first" "$2" 2>/dev/null <<'PY' || true
import glob, os, sys
import numpy as np
largest = 0.0
for name in glob.glob(sys.argv[1] + "/weights/*.npy"):
    a, b = np.load(name), np.load(os.path.join(sys.argv[2], "weights", os.path.basename(name)))
    largest = max(largest, float(np.abs(a - b).max() / np.abs(a).max()))
print(f": weights by up to {largest:.1e} of the largest", end="")
PY
    )
  fi
  printf '%-44s %s\n' "$2" "$words"
}
for kind in spiking rate; do
  declare -n arguments=$kind
  for build in debug release; do
    for threads in 1 2; do
      name=$kind-$build-$threads
      "${!build}" run "${arguments[@]}" --threads "$threads" --quiet --out "$name" >/dev/null
      compare "$kind" "$name"
      # Killed when it has written a few checkpoints, and taken up.
      EQUISPIKE_CHECKPOINT_SECONDS=0 "${!build}" run "${arguments[@]}" --threads "$threads" --quiet \
        --out "$name-resumed" >/dev/null 2>&1 &
      process=$!
      for ((look = 0; look < 1000; look++)); do
        [[ -e $name-resumed/checkpoint.bin.previous ]] && break
        sleep 0.01
      done
      kill -KILL "$process" 2>/dev/null || true
      wait "$process" 2>/dev/null || true
      if ! grep -q '"status" : "finished"' "$name-resumed/run.json"; then
        "${!build}" resume "$name-resumed" --threads "$threads" --quiet >/dev/null
        compare "$kind" "$name-resumed"
      fi
    done
  done
done
# Recording: the same spikes and weights with and without traces.
for model in brette2007-jump brette2007-cuba adex-adaptation; do
  for build in debug release; do
    "${!build}" run "$model" simulate.duration="300 ms" --quiet --out "$model-$build" >/dev/null
    compare "$model" "$model-$build"
    population=$(awk '/^  populations:/{getline; gsub(/[ :]/, ""); print; exit}' "$model-$build/model.yaml")
    "${!build}" run "$model" simulate.duration="300 ms" --quiet --out "$model-$build-recorded" \
      "simulate.probes=[{population: $population, variable: V, every: 0.1 ms, units: [0]}]" >/dev/null
    compare "$model" "$model-$build-recorded"
  done
done
((different)) && echo "there are differences" || echo "all the same"
exit "$different"
