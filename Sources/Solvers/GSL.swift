internal import CGSL
internal import CGSLShims

/// Runs once per process, on first use, thread-safely: GSL must report errors to us rather than
/// abort.
private let reasonCapture: Void = cgsl_install_reason_capture()

/// What every call into GSL needs: a quiet error handler, and its status codes as Swift errors.
enum GSL {
  /// Must be touched by each initializer that is about to call GSL.
  @inline(__always) static func prepare() { _ = reasonCapture }

  /// Turns a GSL status into a Swift error; the success path is one compare.
  @inline(__always)
  static func check(_ status: CInt) throws(SolverError) {
    if status != CInt(GSL_SUCCESS) { throw failure(status) }
  }

  /// The error for `status`, with the words GSL spoke on this thread, if it spoke.
  ///
  /// Out of line, so that callers stay small.
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
