#!/usr/bin/env bash
# Motivation: a training must give the same bytes over any number of ranks and threads.
# Trains a spiking network and rate models over 1, 2, 3 and 4 ranks with 1 and 2 threads, stops and resumes one,
# and compares all weights; says what was exchanged. `make mpi` runs it.
set -euo pipefail
tool=${1:?usage: mpi-check.sh PROGRAM}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# More ranks than cores are fine for a check; root is usual in containers.
ranks() {
  local n=$1
  shift
  OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 timeout 300 \
    mpirun --oversubscribe -q -n "$n" "$tool" "$@"
}
same() {
  diff -r "$scratch/$1/weights" "$scratch/$2/weights" >/dev/null || {
    echo "FAILED: the weights of $2 differ from those of $1" >&2
    exit 1
  }
  echo "same bytes: $2"
}
spiking=(run digits data.train=60 data.validation=20 data.test=20 data.size=8 learning.batch=7
  network.populations.input.size=64 network.populations.hidden.size=20 learning.epochs=2)
rate=(run "$(dirname "${BASH_SOURCE[0]}")/Models/rate.yaml")
# Processes of a run, mpirun and its ranks: the folder is in their command lines, and in no others.
processes() { pgrep -f -- "--out $1( |\$)" || true; }
for kind in spiking rate; do
  declare -n arguments=$kind
  "$tool" "${arguments[@]}" --threads 1 --quiet --out "$scratch/$kind" >/dev/null
  for n in 1 2 3 4; do
    for threads in 1 2; do
      ranks "$n" "${arguments[@]}" --threads "$threads" --quiet --out "$scratch/$kind-$n-$threads" >/dev/null
      same "$kind" "$kind-$n-$threads"
    done
  done
  # Longer, killed as soon as it has a checkpoint, and taken up by another number of ranks. Where the machine is so fast
  # that the training has ended by then, a longer one is tried.
  if [[ $kind == spiking ]]; then key=learning.epochs epochs=12; else key=training.epochs epochs=150; fi
  while true; do
    long=("${arguments[@]}" "$key=$epochs" --threads 1)
    part="$scratch/$kind-part"
    rm -rf "$part"
    EQUISPIKE_CHECKPOINT_SECONDS=0 OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
      mpirun --oversubscribe -q -n 2 "$tool" "${long[@]}" --out "$part" >/dev/null 2>&1 &
    mpirun=$!
    while [[ ! -e "$part/checkpoint.bin" ]] && kill -0 "$mpirun" 2>/dev/null; do sleep 0.005; done
    # Not a gentle signal: one that a test may have blocked. To the ranks as well: without mpirun they would go on for
    # a while.
    while found="$(processes "$part")" && [[ -n "$found" ]]; do
      # shellcheck disable=SC2086
      kill -KILL $found 2>/dev/null || true
    done
    wait "$mpirun" 2>/dev/null || true
    [[ -e "$part/checkpoint.bin" ]] || {
      echo "FAILED: $kind over ranks left no checkpoint" >&2
      exit 1
    }
    grep -q '"status" : "finished"' "$part/run.json" || break
    epochs=$((2 * epochs))
    echo "$kind was too fast to be stopped: now $epochs epochs"
  done
  "$tool" "${long[@]}" --quiet --out "$scratch/$kind-long" >/dev/null
  ranks 3 resume "$part" --threads 1 --quiet >/dev/null
  same "$kind-long" "$kind-part"
done
