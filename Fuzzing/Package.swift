// swift-tools-version: 6.2
import PackageDescription

// Readers, given what libFuzzer thinks of. A package of its own, so that users never build it: see run.sh.
let package = Package(
  name: "Fuzzing",
  dependencies: [.package(name: "Equispike", path: "..")],
  targets: [
    .executableTarget(
      name: "fuzz",
      dependencies: [
        .product(name: "EquispikeLibraries", package: "Equispike"),
        .product(name: "EquispikeFiles", package: "Equispike"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
