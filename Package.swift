// swift-tools-version: 6.2
import PackageDescription

// MARK: - Settings

/// Every Swift target: explicit `unsafe` at each unsafe use, imports that say what they expose,
/// `any` spelled out. CI sets EQUISPIKE_STRICT, which turns warnings into errors.
var settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]
if Context.environment["EQUISPIKE_STRICT"] != nil {
  settings.append(.treatAllWarnings(as: .error))
}

/// Settings of the modules that compute: debug builds optimise them too, because the tests spend most of their time
/// there. Preconditions and overflow are checked all the same. A debugger wants EQUISPIKE_DEBUG in the environment, which
/// leaves them unoptimised.
let computing =
  Context.environment["EQUISPIKE_DEBUG"] != nil
  ? settings : settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let computingC: [CSetting] =
  Context.environment["EQUISPIKE_DEBUG"] != nil
  ? [] : [.unsafeFlags(["-O2"], .when(configuration: .debug))]

/// exp, log and friends without Foundation.
let real: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")

let package = Package(
  name: "Equispike",
  products: [
    .executable(name: "equispike", targets: ["equispike"]),
    Product.`library`(
      name: "EquispikeLibraries",
      targets: [
        "Quantities", "Equations", "Networks", "Plasticity", "Protocols", "Measurements", "Engine",
        "RateModel",
        "Datasets", "EquilibriumPropagation", "Collectives", "Workloads", "Experiments", "Records",
        "Reports", "Runs",
      ]),
    // For the package Fuzzing.
    Product.`library`(
      name: "EquispikeFiles", targets: ["Experiments", "Records", "Exchange", "Reports", "Runs"]),
  ],
  traits: [
    .trait(name: "MPI", description: "Training over the ranks of mpirun (Debian: libopenmpi-dev)."),
    .default(enabledTraits: []),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    // MARK: - C libraries, no policy
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .target(name: "CGSLShims", dependencies: ["CGSL"]),
    .target(name: "CVectorKernels", cSettings: computingC),

    // MARK: - Numbers and their meaning
    .target(name: "Quantities", dependencies: [real], swiftSettings: computing),
    .target(
      name: "Solvers", dependencies: ["CGSL", "CGSLShims", "COpenBLAS", real],
      swiftSettings: computing),

    .target(name: "Equations", dependencies: ["Quantities", real], swiftSettings: computing),

    // MARK: - Descriptions: immutable values
    .target(
      name: "Networks", dependencies: ["Quantities", "Equations", real], swiftSettings: computing),
    .target(
      name: "Plasticity", dependencies: ["Quantities", "Equations", real], swiftSettings: computing),

    .target(
      name: "Protocols", dependencies: ["Quantities", "Networks", "Plasticity", real],
      swiftSettings: settings),
    .target(name: "Measurements", dependencies: ["Quantities"], swiftSettings: settings),

    // MARK: - Execution
    .target(
      name: "Engine",
      dependencies: [
        "Quantities", "Solvers", "Networks", "Plasticity", "Protocols", "CVectorKernels", real,
      ],
      swiftSettings: computing),
    .target(name: "Collectives", swiftSettings: settings),
    .target(
      name: "MessagePassing",
      dependencies: ["Collectives", .target(name: "CMPI", condition: .when(traits: ["MPI"]))],
      swiftSettings: settings),
    .target(
      name: "RateModel",
      dependencies: [
        "Quantities", "Solvers", "Networks", "Protocols", "Measurements", "CVectorKernels",
        "Collectives", real,
      ],
      swiftSettings: computing),
    .target(name: "Datasets", dependencies: ["Quantities", "CZlib"], swiftSettings: computing),
    .target(
      name: "EquilibriumPropagation",
      dependencies: [
        "Quantities", "Solvers", "Networks", "Plasticity", "Measurements", "Protocols",
        "Engine", "RateModel",
        "Datasets", "Collectives", real,
      ],
      swiftSettings: computing),

    .target(
      name: "Workloads", dependencies: ["Quantities", "Networks", "Engine"],
      swiftSettings: settings),

    // MARK: - Files and figures
    .target(
      name: "Experiments",
      dependencies: [
        "Quantities", "Equations", "Networks", "Plasticity", "Measurements", "Protocols",
        "Datasets", "Records", "Exchange", .product(name: "Yams", package: "Yams"),
      ], swiftSettings: settings),
    .target(
      name: "Records", dependencies: ["Measurements"], swiftSettings: settings),
    .target(
      name: "Exchange",
      dependencies: ["Quantities", "Networks", "Measurements", "Records", "CHDF5"],
      swiftSettings: settings),
    .target(
      name: "Reports", dependencies: ["Quantities", "Measurements", "Records"],
      swiftSettings: settings),

    // MARK: - What verbs do, and the tool
    .target(
      name: "Runs",
      dependencies: [
        "Quantities", "Solvers", "Networks", "Plasticity", "Engine", "RateModel", "Datasets",
        "EquilibriumPropagation", "Experiments", "Protocols", "Measurements", "Records", "Reports",
        "Exchange",
        "Collectives",
      ], swiftSettings: settings),
    .executableTarget(
      name: "equispike",
      dependencies: [
        "Quantities", "Networks", "Plasticity", "Engine", "Datasets",
        "EquilibriumPropagation", "Experiments", "Records", "Reports", "Exchange", "Workloads",
        "Collectives", "Protocols", "Measurements", "MessagePassing", "Runs",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "FlyingFox", package: "FlyingFox"),
        .product(name: "FlyingSocks", package: "FlyingFox"),
      ], swiftSettings: settings),

    // MARK: - Tests
    .testTarget(name: "HouseTests", swiftSettings: settings),
    .testTarget(name: "QuantitiesTests", dependencies: ["Quantities"], swiftSettings: settings),
    .testTarget(name: "EquationsTests", dependencies: ["Equations"], swiftSettings: settings),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(
      name: "SolversTests", dependencies: ["Solvers", "TestSupport", real], swiftSettings: settings),
    .testTarget(
      name: "EngineTests",
      dependencies: [
        "Engine", "Equations", "Networks", "Plasticity", "Protocols", "Quantities", "Solvers",
        "TestSupport",
        real,
      ],
      resources: [.copy("Cases"), .copy("Precision")], swiftSettings: settings),
    .testTarget(
      name: "RateModelTests",
      dependencies: [
        "RateModel", "Networks", "Protocols", "Measurements", "Quantities", "Solvers", real,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "EquilibriumPropagationTests",
      dependencies: [
        "EquilibriumPropagation", "Engine", "Datasets", "Collectives", "Measurements", "Networks",
        "Plasticity", "Protocols", "Quantities", "RateModel", "Solvers", "TestSupport", real,
      ], swiftSettings: settings),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Quantities"], swiftSettings: settings),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "Networks", "Quantities", "EquilibriumPropagation", "RateModel", "Datasets",
        "Measurements", "Records", "Engine", "Plasticity", "Protocols", "Runs", "TestSupport",
      ],
      exclude: ["Broken"], swiftSettings: settings),
    .testTarget(
      name: "CommandLineTests", dependencies: ["equispike"], exclude: ["Models"],
      swiftSettings: settings),
    .testTarget(
      name: "SnippetTests",
      dependencies: [
        "Quantities", "Equations", "Networks", "Plasticity", "Engine", "Datasets",
        "EquilibriumPropagation", "Protocols", "Measurements", "Runs", "Experiments",
      ], swiftSettings: settings),
    .testTarget(
      name: "RunsTests",
      dependencies: ["Runs", "Experiments", "Measurements", "Records", "EquilibriumPropagation"],
      swiftSettings: settings),
    .testTarget(
      name: "RecordsTests", dependencies: ["Measurements", "Records", "Quantities"],
      swiftSettings: settings),
    .testTarget(
      name: "ExchangeTests",
      dependencies: [
        "Exchange", "Measurements", "Records", "Networks", "Engine", "Experiments", "Quantities",
        "Runs",
      ],
      resources: [.copy("Files")], swiftSettings: settings),
    .testTarget(
      name: "ReportsTests",
      dependencies: ["Reports", "Measurements", "Records", "Quantities", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "CorpusTests",
      dependencies: [
        "Datasets", "EquilibriumPropagation", "Equations", "Exchange", "Experiments", "Networks",
        "Measurements", "Plasticity", "Quantities", "Records", "Reports", "Runs", "TestSupport",
      ], exclude: ["Corpus"], swiftSettings: settings),
  ]
)
