#!/usr/bin/env bash
# Motivation: memory must not grow while a network learns, however long.
# Trains a spiking network on 10^4 samples and a rate model on 6 10^5, and reads the resident memory of the program
# every half second; fails when the last quarter of the run needs 2 MiB more than the second quarter.
#
#   Benchmarks/soak.sh [PROGRAM]
#
# Results (release build, two threads on a loaded machine with 2 cores):
#   spiking   24 s: 44.9 MiB in the second quarter, 45.0 MiB at the end
#   rate     103 s: 44.7 MiB in the second quarter, 44.6 MiB at the end
set -euo pipefail
tool=${1:-.build/release/equispike}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# soak NAME MODEL [KEY=VALUE ...]
soak() {
  local name=$1 log="$scratch/$1.rss"
  shift
  "$tool" run "$@" --threads 2 --quiet --out "$scratch/$name" >/dev/null &
  local pid=$! begun=$SECONDS
  : >"$log"
  while kill -0 "$pid" 2>/dev/null; do
    awk '/^VmRSS/ {print $2}' "/proc/$pid/status" >>"$log" 2>/dev/null || true
    sleep 0.5
  done
  wait "$pid"
  awk -v name="$name" -v seconds=$((SECONDS - begun)) '
    {rss[NR] = $1; if ($1 > top) top = $1}
    END {
      if (NR < 20) {print "FAILED: " name " was over before memory could be watched"; exit 1}
      q = int(NR / 4)
      for (i = q + 1; i <= 2 * q; i++) early += rss[i] / q
      # The end of a run draws figures: the last twentieth is left out.
      last = int(NR * 0.95)
      for (i = last - q + 1; i <= last; i++) late += rss[i] / q
      printf "%-8s %d s, %d readings: %.1f MiB in the second quarter, %.1f MiB at the end, %.1f MiB at most\n",
        name, seconds, NR, early / 1024, late / 1024, top / 1024
      if (late - early > 2048) {print "FAILED: " name " grew"; exit 1}
    }' "$log"
}

soak spiking digits data.train=1000 data.validation=20 data.test=20 data.size=8 learning.epochs=10 \
  network.populations.input.size=64 network.populations.hidden.size=20 learning.compare.every=100
soak rate "$(dirname "${BASH_SOURCE[0]}")/Models/rate.yaml" 'rate.layers=[40, 10]' data.train=1000 data.validation=50 \
  data.test=50 training.phases.free=20 training.phases.nudged=10 training.batch=20 training.epochs=600
