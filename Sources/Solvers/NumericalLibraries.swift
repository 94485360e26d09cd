internal import CGSL
internal import COpenBLAS

/// Which C libraries do the numerical work, for the record of a run.
public enum NumericalLibraries {
  /// The version of the GNU Scientific Library in use.
  public static var gsl: String { unsafe String(cString: cgsl_version()) }

  /// The version, build options and kernel of OpenBLAS in use.
  public static var openBLAS: String { unsafe String(cString: openblas_get_config()) }

  /// On how many threads OpenBLAS runs: 1.
  public static var blasThreads: Int {
    LinearAlgebra.prepare()
    return Int(openblas_get_num_threads())
  }
}
