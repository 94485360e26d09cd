#!/usr/bin/env bash
# Gives readers what libFuzzer thinks of, until one breaks or the time is over.
#   Fuzzing/run.sh [-s SECONDS] [-r RUNS] [-j JOBS] [READER...]
# SECONDS (60) and RUNS (no limit) are for each reader, whichever is over first; without READER, all of them, JOBS (1)
# at a time. The last line of each says what was done; inputs that broke a reader are left in
# Fuzzing/.build/found/READER.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

seconds=60 runs=-1 jobs=1
while getopts s:r:j: option; do
  case "$option" in
    s) seconds="$OPTARG" ;;
    r) runs="$OPTARG" ;;
    j) jobs="$OPTARG" ;;
    *) sed -n '2,6p' "$0" >&2; exit 64 ;;
  esac
done
shift $((OPTIND - 1))

# The writer of backtraces would hold up a process that died.
export SWIFT_BACKTRACE=enable=no
fuzz=.build/release/fuzz
if [[ -z "${EQUISPIKE_FUZZ_BUILT:-}" ]]; then
  swift build -c release --product fuzz --sanitize fuzzer -Xswiftc -enable-testing >&2
fi
rm -rf .build/seeds
"$fuzz" --seeds .build/seeds
mkdir -p .build/seeds/{model,npy,npz,nir,sonata}
cp ../Models/*.yaml .build/seeds/model
for file in ../Models/{papers,compare,plausibility}/*.yaml; do
  cp "$file" ".build/seeds/model/$(basename "$(dirname "$file")")-$(basename "$file")"
done
files=../Tests/ExchangeTests/Files
cp "$files"/*.npy .build/seeds/npy
cp "$files"/*.npz .build/seeds/npz
cp "$files"/*.nir .build/seeds/nir
cp "$files"/*.h5 .build/seeds/sonata

if [[ $# == 0 ]]; then mapfile -t readers < <("$fuzz" --readers); else readers=("$@"); fi
# One reader, to its last line.
one() {
  local reader="$1" flags folder log corpus status count peak took cover
  flags=(-max_total_time="$seconds" -runs="$runs" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1)
  case "$reader" in
    model) flags+=(-max_len=16384 -dict=Dictionaries/model.dict) ;;
    override | rule | sweep | equations) flags+=(-max_len=1024 -dict=Dictionaries/model.dict) ;;
    npy | npz) flags+=(-max_len=4096 -dict=Dictionaries/numpy.dict) ;;
    graph) flags+=(-max_len=2048 -dict=Dictionaries/nir.dict) ;;
    # A first look at an HDF5 file may take 20 seconds.
    nir | sonata) flags+=(-max_len=65536 -dict=Dictionaries/nir.dict -timeout=40) ;;
    *) flags+=(-max_len=4096) ;;
  esac
  folder=".build/corpus/$reader"
  mkdir -p "$folder" ".build/found/$reader" ".build/seeds/$reader"
  log=".build/$reader.log"
  corpus="../Tests/CorpusTests/Corpus/$reader"
  [[ -d "$corpus" ]] || corpus=
  status=0
  EQUISPIKE_READER="$reader" "$fuzz" "${flags[@]}" -artifact_prefix=".build/found/$reader/" "$folder" \
    ".build/seeds/$reader" ${corpus:+"$corpus"} >"$log" 2>&1 || status=$?
  count="$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)"
  peak="$(sed -n 's/^stat::peak_rss_mb: *//p' "$log" | tail -1)"
  took="$(grep -o 'in [0-9]* second' "$log" | tail -1 | grep -o '[0-9]*' || true)"
  cover="$(grep -o 'cov: [0-9]*' "$log" | tail -1 | grep -o '[0-9]*' || true)"
  if [[ $status == 0 ]]; then
    echo "$reader: $count executions in ${took:-?} s, $cover edges, at most $peak MB: nothing found"
  else
    echo "$reader: BROKEN (status $status) after ${count:-?} executions: see $log"
    return 1
  fi
}
export -f one
export fuzz seconds runs
printf '%s\n' "${readers[@]}" | xargs -P "$jobs" -I '{}' bash -c 'set -uo pipefail; one "$@"' one '{}' || exit 1
