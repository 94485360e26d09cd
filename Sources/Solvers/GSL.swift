internal import CGSL
internal import CGSLShims

/// Replaces GSL's error handler, which aborts the process, once per process on first use.
private let reasonCapture: Void = cgsl_install_reason_capture()

/// The error handler and the status codes of GSL, for all calls of it.
enum GSL {
  /// Installs the error handler; each initializer that will call GSL calls it first.
  @inline(__always) static func prepare() { _ = reasonCapture }

  /// Throws unless `status` is success; costs one comparison.
  @inline(__always)
  static func check(_ status: CInt) throws(SolverError) {
    if status != CInt(GSL_SUCCESS) { throw failure(status) }
  }

  /// The error for `status`, with the reason that GSL gave on this thread, if it gave one.
  ///
  /// Not inlined, so that callers stay small.
  @inline(never)
  static func failure(
    _ status: CInt, time: Double? = nil, stepSize: Double? = nil
  ) -> SolverError {
    let spoken = unsafe String(cString: cgsl_last_reason())
    cgsl_clear_reason()
    let reason = spoken.isEmpty ? unsafe String(cString: gsl_strerror(status)) : spoken
    return .failed(status: status, reason: reason, time: time, stepSize: stepSize)
  }
}
