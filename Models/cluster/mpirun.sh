#!/usr/bin/env bash
# A sweep over the ranks of mpirun or srun: each rank takes the next point that nobody has, the first one makes
# the table. Any build of the program will do; no MPI is called. ./mpirun.sh -n 4
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sweep.sh"
exec mpirun "$@" "$EQUISPIKE" sweep "${SWEEP[@]}" --jobs 1 --threads 1 --quiet
