// swift-tools-version: 6.2
import PackageDescription

// Kernels, measured through the public interface. A package of its own, so that users never build it:
//   swift run --package-path Benchmarks -c release
let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "Equispike", path: "..")],
  targets: [
    .executableTarget(
      name: "kernels",
      dependencies: [.product(name: "EquispikeLibraries", package: "Equispike")],
      swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
