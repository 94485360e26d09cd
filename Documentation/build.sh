#!/usr/bin/env bash
# The reference of the libraries: symbol graphs of modules that `swift build` has built, then docc.
# build.sh BUILD SYMBOLS OUTPUT MODULE...   Warnings of docc are errors.
set -euo pipefail
build=$1 symbols=$2 output=$3
shift 3
target="$(swift -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)",.*/\1/p' | head -1)"

# What the modules import from C.
flags=(-I "$build/Modules" -target "$target" -minimum-access-level public -output-dir "$symbols")
for map in Sources/C*/module.modulemap "$build"/C*.build/module.modulemap \
  .build/checkouts/{swift-numerics/Sources/_NumericsShims,Yams/Sources/CYaml}/include/module.modulemap; do
  flags+=(-Xcc "-fmodule-map-file=$PWD/$map" -Xcc "-I$PWD/$(dirname "$map")")
done
for folder in Sources/*/include; do flags+=(-Xcc "-I$PWD/$folder"); done
if command -v pkg-config >/dev/null; then
  for flag in $(pkg-config --cflags gsl openblas zlib hdf5); do flags+=(-Xcc "$flag"); done
fi
for module in "$@"; do swift symbolgraph-extract -module-name "$module" "${flags[@]}"; done
# Extensions of other packages' and of the standard library's types are not documented here.
rm -f "$symbols"/*@Swift*.symbols.json "$symbols"/*@Real*.symbols.json

docc="$(dirname "$(readlink -f "$(command -v swift)")")/docc"
"$docc" convert Documentation/Equispike.docc --additional-symbol-graph-dir "$symbols" \
  --fallback-display-name Equispike --fallback-bundle-identifier equispike \
  --output-path "$output" --warnings-as-errors
