#!/usr/bin/env bash
# Motivation: a refactoring must change nothing that the program computes.
# Runs the short models, comparisons, a sweep, a resume, conversions and all help screens with PROGRAM, and prints a line
# `SHA-256  RUN/FILE` for each file that they leave: spikes, weights, metrics, results, figure data, texts. Times, dates,
# processes and the place of the run are taken out first. `make golden` compares two commits with it.
set -euo pipefail
program=$(readlink -f "${1:?usage: golden.sh PROGRAM}")
EQUISPIKE_MODELS=$(cd "$(dirname "${BASH_SOURCE[0]}")/../Models" && pwd)
own=$(cd "$(dirname "${BASH_SOURCE[0]}")/Models" && pwd)
export EQUISPIKE_MODELS COLUMNS=80 LC_ALL=C
unset EQUISPIKE_CHECKPOINT_SECONDS
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir texts

# keep NAME COMMAND...: its output, both streams and exit code, without the lines that tell times.
keep() {
  local name=$1 status=0
  shift
  "$@" >"texts/$name.txt" 2>&1 || status=$?
  echo "exit code $status" >>"texts/$name.txt"
}
# run NAME ARGUMENTS...: a folder NAME of results.
run() {
  local name=$1 status=0
  shift
  "$program" "$@" --quiet --out "$name" >"$name.out" 2>&1 || status=$?
  [[ $status == 0 ]] || { echo "golden: $* ended with $status:" >&2; tail -5 "$name.out" >&2; exit 1; }
  rm "$name.out"
  echo "golden: $name" >&2
}

for model in lif-dc adex-adaptation izhikevich brette2007-cuba brette2007-jump song2000 theorems bars xor; do
  run "$model" run "$model"
done
run moons run moons learning.epochs=2
run digits run digits data.train=300 data.validation=50 data.test=50 learning.epochs=2
run rate run "$own/rate.yaml"
run convolution run "$own/convolution.yaml"
if [[ -n "${EQUISPIKE_MNIST:-}" ]]; then
  for name in steps-1h steps-2h steps-energy steps-prototypical time-course; do run "$name" run "papers/$name"; done
  for name in mnist-rate-1h mnist-rate-3h mnist-rate-conv; do
    run "$name" run "papers/$name" data.train=200 data.validation=50 data.test=50 training.epochs=1 training.seeds=1
  done
  run mnist-spiking-2h run papers/mnist-spiking-2h data.train=60 data.validation=20 data.test=20 learning.epochs=1
fi

run rules compare compare/rules --samples 4 --seeds 1
run baseline compare plausibility/baseline --samples 4 --seeds 1
run delays compare plausibility/delays --samples 4 --seeds 1
run rule-zero-area rule zero-area
run rule-triplet rule triplet
run sweep sweep xor learning.nudging.beta=0.2,0.4 seed=1,2 learning.epochs=2
run resumed run "$own/spiking.yaml"
"$program" resume resumed learning.epochs=3 --quiet >/dev/null 2>&1

mkdir converted
keep convert-nir "$program" convert xor converted/xor.nir
keep convert-yaml "$program" convert converted/xor.nir converted/again.yaml
keep convert-run "$program" convert xor converted/learned.yaml
keep convert-circuit "$program" convert brette2007-jump converted/circuit
keep convert-back "$program" convert converted/circuit converted/circuit.yaml
keep verify "$program" verify --quick --quiet --out verified
for model in "$EQUISPIKE_MODELS"/{,papers/,compare/,plausibility/}*.yaml; do
  name=${model#"$EQUISPIKE_MODELS/"}
  keep "check-${name//\//-}" "$program" check --resolved "${name%.yaml}"
done
keep help "$program" --help
keep list "$program" list
keep show "$program" show
verbs=$("$program" --help | sed -n '/SUBCOMMANDS/,$p' | awk '/^  [a-z]/ {print $1}')
for verb in $verbs; do
  keep "help-$verb" "$program" "$verb" --help
done
keep manual "$program" manual
for what in $("$program" list | sed -nE 's/^([a-z][a-z0-9_-]*)  .*/\1/p' | sort -u); do
  keep "show-$what" "$program" show "$what"
done

# Files without times: a number of seconds, and the place and process of a run, differ each time.
clean() {
  case "$1" in
    */run.json) awk '/"(seed|status|configurationSHA256)" :/; /"warnings" : \{/,/\}/' "$1" ;;
    *.json) grep -vE '"([a-zA-Z]*[sS]econds[a-zA-Z]*|folder|start|end|begun|ended|out|model)" :' "$1" || true ;;
    *.jsonl) sed -E 's/"[a-zA-Z]*[sS]econds":[-+.0-9e]+,?//g' "$1" ;;
    */compare.txt) sed '/^Cost of one sample/,$d' "$1" ;;
    */result.txt) grep -v '^learning took' "$1" || true ;;
    texts/*) grep -vE '[0-9] (s|ms|min)( |$|,|;)|generated|version' "$1" | sed "s#$scratch#SCRATCH#g" || true ;;
    *) cat "$1" ;;
  esac
}
find . -type f | sed 's#^\./##' | grep -vE '\.(svg|png|pdf)$|tfevents|checkpoint\.bin|/logs/|\.lock$' | LC_ALL=C sort |
  while read -r file; do
    printf '%s  %s\n' "$(clean "$file" | sha256sum | cut -c1-64)" "$file"
  done
