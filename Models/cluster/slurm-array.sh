#!/usr/bin/env bash
# A sweep as a Slurm array, one point a task; started from the folder of the scripts:
#
#   source sweep.sh
#   job=$(sbatch --parsable --array="1-$("$EQUISPIKE" sweep "${SWEEP[@]}" --count)" slurm-array.sh)
#   sbatch --dependency="afterany:$job" --wrap 'source sweep.sh; "$EQUISPIKE" sweep "${SWEEP[@]}" --collect'
#
# Tasks that were killed or ran out of time: submit the array again. Finished points end at once, the others go
# on from their checkpoints. Slurm sends SIGTERM a while before the end (KillWait), and the point saves.
#SBATCH --job-name=equispike
#SBATCH --cpus-per-task=2
#SBATCH --mem=2G
#SBATCH --time=02:00:00
set -euo pipefail
source "${SLURM_SUBMIT_DIR:-.}/sweep.sh"
exec "$EQUISPIKE" sweep "${SWEEP[@]}" --only "${SLURM_ARRAY_TASK_ID:?is set by sbatch --array}" \
  --threads "${SLURM_CPUS_PER_TASK:-1}" --quiet
