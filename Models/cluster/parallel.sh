#!/usr/bin/env bash
# A sweep with GNU parallel: as many points at a time as there are cores, here or on other machines that see
# the folder (--sshloginfile). Options of this script go to parallel: ./parallel.sh -j 4 --eta
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sweep.sh"
points=$("$EQUISPIKE" sweep "${SWEEP[@]}" --count)
# --quote: parallel starts a shell, which must not read the brackets of the values.
seq "$points" | parallel "$@" --quote "$EQUISPIKE" sweep "${SWEEP[@]}" --only {} --threads 1 --quiet \
  >/dev/null || true # what failed is in the table
exec "$EQUISPIKE" sweep "${SWEEP[@]}" --collect
