#!/usr/bin/env bash
# Motivation: a training that is killed at any moment loses only the time since its last checkpoint.
# Trains a spiking network and a rate model with 1 and 2 threads, each in one folder; kills the process (SIGKILL)
# after a random time, goes on with `resume`, and so forth, KILLS times in all; then lets the training end, and
# compares its weights, byte by byte, with those of a training that nobody killed. A checkpoint is written after
# each batch, so that many kills hit the writing of a file: those leave a temporary file behind.
# Fails when a checkpoint is lost, when `run.json` or a line of `metrics.jsonl` is cut, or when a weight differs.
set -euo pipefail
tool=$(realpath "${1:?usage: kills.sh PROGRAM [KILLS] [SEED]}")
kills=${2:-100}
RANDOM=${3:-1}
models=$(cd "$(dirname "${BASH_SOURCE[0]}")/Models" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
fail() {
  echo "FAILED: $*" >&2
  exit 1
}
# Short trainings, each taken up until it ends: then the next one begins.
spiking=(digits data.train=90 data.validation=20 data.test=20 data.size=8 learning.batch=3
  network.populations.input.size=64 network.populations.hidden.size=20 learning.epochs=2
  learning.compare.every=20)
rate=("$models/rate.yaml" 'rate.layers=[40, 10]' data.train=300 data.validation=50 data.test=50
  training.batch=10 training.shard=null training.epochs=8)
total=0 writing=0 trainings=0
part=$(((kills + 3) / 4))
for kind in spiking rate; do
  declare -n arguments=$kind
  "$tool" run "${arguments[@]}" --threads 1 --quiet --out "$kind" >/dev/null
  for threads in 1 2; do
    count=0 written=0 ended=0 trainings_here=0
    while ((count < part && total < kills)); do
      trainings_here=$((trainings_here + 1))
      folder=$kind-$threads-$trainings_here
      action=(run "${arguments[@]}" --out "$folder")
      while true; do
        had=0
        [[ -e $folder/checkpoint.bin ]] && had=1
        EQUISPIKE_CHECKPOINT_SECONDS=0 "$tool" "${action[@]}" --threads "$threads" --quiet \
          >/dev/null 2>"$folder.err" &
        process=$!
        ended=0
        if ((count < part && total < kills)); then
          # Up to a second, so that it also hits start and end. Every second time, the next moment is waited for at
          # which a file is being written: all files are first written under a temporary name.
          sleep "$(printf 0.%03d $((RANDOM % 1000)))"
          if ((count % 2)); then
            for ((look = 0; look < 2000; look++)); do
              compgen -G "$folder/.*.tmp" >/dev/null && break
              kill -0 "$process" 2>/dev/null || break
            done
          fi
          kill -KILL "$process" 2>/dev/null || true
        fi
        status=0
        wait "$process" 2>/dev/null || status=$?
        if ((status == 0)); then ended=1; elif ((status != 137)); then
          cat "$folder.err" >&2
          fail "$folder ended with status $status"
        fi
        if ((had)) && grep -qE 'anew|before it' "$folder.err"; then
          cat "$folder.err" >&2
          fail "$folder lost a checkpoint"
        fi
        ((ended)) && break
        count=$((count + 1)) total=$((total + 1))
        if compgen -G "$folder/.*.tmp" >/dev/null || compgen -G "$folder/*/.*.tmp" >/dev/null; then
          written=$((written + 1))
        fi
        if ((had)) && [[ ! -s $folder/checkpoint.bin ]]; then fail "$folder has no checkpoint"; fi
        if [[ -e $folder/metrics.jsonl ]] && [[ -n $(tail -c 1 "$folder/metrics.jsonl") ]]; then
          fail "$folder/metrics.jsonl ends within a line"
        fi
        if [[ -s $folder/run.json ]]; then
          [[ $(tail -c 2 "$folder/run.json") == "}" ]] || fail "$folder/run.json is cut"
          # Before the model is there, there is nothing to go on with; else there is no other way than this one.
          if [[ -e $folder/model.yaml ]]; then action=(resume "$folder"); else rm -rf "$folder"; fi
        else
          rm -rf "$folder"
        fi
      done
      diff -r "$kind/weights" "$folder/weights" >/dev/null || fail "the weights of $folder differ"
    done
    echo "$kind, $threads threads: $count kills, $written of them while a file was written;" \
      "$trainings_here trainings ended with the weights of the one that was not killed"
    writing=$((writing + written)) trainings=$((trainings + trainings_here))
  done
done
echo "$total kills, $writing while a file was written, $trainings trainings: nothing was lost"
