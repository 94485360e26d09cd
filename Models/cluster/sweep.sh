# What is swept: read by all scripts of this folder, so that they agree. Edit this file.
# The folder must be one that all machines see; EQUISPIKE may name the program.
: "${EQUISPIKE:=equispike}"
: "${OUT:=runs/beta-sweep}"
SWEEP=(
  digits
  learning.nudging.beta=0.1,0.2,0.4
  'seed=range(1,4)'
  --out "$OUT"
)
