import Engine
import Exchange
import Foundation
import Solvers

/// The program that runs, as `run.json` names it.
public struct RunProgram: Sendable {
  /// Its version; empty if unknown.
  public var version: String
  /// The commit it was built from; empty if unknown.
  public var commit: String
  /// Its command line, word by word.
  public var commandLine: [String]
  /// Versions of the libraries that compute, by name.
  public var libraries: [String: String]

  /// A program.
  ///
  /// - Parameters:
  ///   - version: Its version.
  ///   - commit: The commit it was built from.
  ///   - commandLine: Its command line, for people who look at `run.json`.
  ///   - libraries: Versions of the libraries that compute.
  public init(
    version: String = "", commit: String = "", commandLine: [String] = CommandLine.arguments,
    libraries: [String: String] = Self.numericalLibraries
  ) {
    self.version = version
    self.commit = commit
    self.commandLine = commandLine
    self.libraries = libraries
  }

  /// Versions of the GNU Scientific Library, HDF5 and OpenBLAS; of the latter also build options and the kernel for this
  /// processor, on which last digits depend; and the clones of the engine's own loops.
  public static let numericalLibraries = [
    "gsl": NumericalLibraries.gsl, "hdf5": HDF5.version, "loops": VectorKernels.level,
    "openblas": NumericalLibraries.openBLAS.replacing("OpenBLAS ", with: ""),
  ]

  /// The path of the program that runs, also when it was started through PATH.
  public static let path: String =
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    ?? CommandLine.arguments.first ?? ""
}
