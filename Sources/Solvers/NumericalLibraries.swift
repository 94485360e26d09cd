internal import CGSL
internal import COpenBLAS

/// The C libraries of numerics in use, for the record of a run.
public enum NumericalLibraries {
  /// The version of the GNU Scientific Library.
  public static var gsl: String { unsafe String(cString: cgsl_version()) }

  /// The version, build options and kernel of OpenBLAS.
  public static var openBLAS: String { unsafe String(cString: openblas_get_config()) }
}
