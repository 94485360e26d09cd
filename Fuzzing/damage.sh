#!/usr/bin/env bash
# Damaged HDF5 files, given to the built program: NIR, spikes, nodes and edges of SONATA, with random changes.
#   Fuzzing/damage.sh [-n CHANGES] [-f FIRST] [-s SECONDS] [-j JOBS] [PROGRAM]
# CHANGES (100000) beginning with number FIRST (0), or SECONDS (no limit), whichever is over first, JOBS (1) at a time.
# No run may end by a signal or hang, and a refused file must be named in an error. What broke the program is kept in
# Fuzzing/.build/found/damage; the last line says what was done.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
changes=100000 first=0 seconds=1e9 jobs=1
while getopts n:f:s:j: option; do
  case "$option" in
    n) changes="$OPTARG" ;;
    f) first="$OPTARG" ;;
    s) seconds="$OPTARG" ;;
    j) jobs="$OPTARG" ;;
    *) sed -n '2,6p' "$0" >&2; exit 64 ;;
  esac
done
shift $((OPTIND - 1))
program="$(realpath "${1:-$here/../.build/release/equispike}")"
# The writer of backtraces would hold up a program that died.
export SWIFT_BACKTRACE=enable=no
mkdir -p "$here/.build"
driver="$here/.build/damage"
if [[ ! -x "$driver" || -n "$(find "$here/Sources/damage/" -newer "$driver" -print -quit)" ]]; then
  swiftc -O -o "$driver" "$here"/Sources/damage/*.swift
fi
memory=/dev/shm
[[ -w "$memory" ]] || memory="${TMPDIR:-/tmp}"
scratch="$(mktemp -d "$memory/damage-XXXXXX")"
trap 'rm -rf "$scratch"' EXIT
files="$here/../Tests/ExchangeTests/Files"
cat >"$scratch/own.yaml" <<'YAML'
name: own
network:
  populations:
    e: {size: 2, kind: spikes, times: [[0.3], [0.4, 5]]}
    noise: {size: 2, kind: poisson, rate: 100 Hz}
    n: {size: 3, kind: lif, tau_m: 10 ms, C_m: 250 pF, t_ref: 2 ms, synapse: exponential, tau_syn_ex: 2 ms, tau_syn_in: 5 ms}
  projections:
    - {from: e, to: n, connect: {list: [[0, 0], [1, 2]]}, weights: 300 pA, delay: 1.5 ms}
    - {from: noise, to: n, weights: 200 pA, delay: 1 ms}
    - {from: n, to: n, weights: -50 pA, delay: 1 ms}
simulate: {duration: 20 ms}
YAML
"$program" convert "$scratch/own.yaml" "$scratch/circuit" >/dev/null
"$program" convert xor "$scratch/xor.nir" >/dev/null
seeds=("$files"/{fixed-strings,by-nir,soft-link}.nir "$scratch/xor.nir" "$files/bmtk-spikes.h5"
  "$scratch/circuit/"{nodes,edges,input_spikes}.h5)
# The files of an example, side by side, so that one folder is a circuit.
flat="$scratch/aibs"
mkdir "$flat"
cp "$files"/aibs-circuit/network/* "$files"/aibs-circuit/components/*/* "$flat"
seeds+=("$flat"/{v1_nodes,lgn_v1_edges,v1_v1_edges}.h5)
status=0
"$driver" "$program" "$scratch" "$first" "$changes" "$seconds" "$jobs" "${seeds[@]}" || status=$?
if [[ -n "$(ls -A "$scratch/found")" ]]; then
  mkdir -p "$here/.build/found/damage"
  cp "$scratch"/found/* "$here/.build/found/damage"
fi
exit "$status"
