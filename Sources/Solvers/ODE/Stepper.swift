internal import CGSL

/// The method of a step from t to t + h: one of `gsl_odeiv2`, with GSL's name.
///
/// | problem | use |
/// |---|---|
/// | smooth, any accuracy | ``rkf45``, ``rkck``; ``rk8pd`` below 1e-10 |
/// | expensive right-hand side, smooth, no events | ``msadams`` |
/// | stiff | ``msbdf``; ``bsimp`` where accuracy is high |
/// | for comparison with the literature | ``rk2``, ``rk4``, ``rk1imp``, ``rk2imp``, ``rk4imp`` |
///
/// > M. Galassi et al. *GNU Scientific Library Reference Manual*, 3rd ed. Network Theory, 2009,
/// > chapter "Ordinary differential equations".
public enum Stepper: String, CaseIterable, Sendable, Codable {
  /// Explicit embedded Runge-Kutta (2, 3).
  case rk2
  /// Explicit classical Runge-Kutta of order 4, error by step doubling.
  case rk4
  /// Explicit embedded Runge-Kutta-Fehlberg (4, 5): the default.
  case rkf45
  /// Explicit embedded Runge-Kutta Cash-Karp (4, 5).
  case rkck
  /// Explicit embedded Runge-Kutta Prince-Dormand (8, 9).
  case rk8pd
  /// Implicit Euler, error by step doubling.
  case rk1imp
  /// Implicit midpoint (Gauss, one stage), error by step doubling.
  case rk2imp
  /// Gauss with two stages, order 4, error by step doubling.
  case rk4imp
  /// Semi-implicit Bulirsch-Stoer extrapolation of Bader and Deuflhard.
  case bsimp
  /// Adams in Nordsieck form, order 1 to 12, functional iteration.
  case msadams
  /// Backward differentiation in Nordsieck form, order 1 to 5, Newton iteration.
  case msbdf

  /// p, where the error of a step is O(h^(p+1)); for the multi-step methods the highest p.
  ///
  /// The value is the one that GSL reports to its step size control. ``rk2`` is better than that: it continues with the
  /// third-order solution of its pair. ``bsimp`` extrapolates to a fixed order, which GSL chooses by Deuflhard's
  /// criterion for an accuracy of the square root of the machine epsilon.
  public var order: Int {
    switch self {
    case .rk1imp: 1
    case .rk2, .rk2imp: 2
    case .rk4, .rk4imp: 4
    case .rkf45, .rkck, .msbdf: 5
    case .rk8pd: 8
    case .bsimp, .msadams: 12
    }
  }

  /// True if a step uses the steps before it, so that a jump of the state costs a restart.
  public var isMultistep: Bool { self == .msadams || self == .msbdf }

  /// True if a step needs df/dy, from finite differences.
  public var needsJacobian: Bool {
    [.rk1imp, .rk2imp, .rk4imp, .bsimp, .msbdf].contains(self)
  }

  /// The publication of the method.
  public var citation: String {
    switch self {
    case .rk2:
      "C. Runge. Ueber die numerische Auflösung von Differentialgleichungen. Math. Ann. 46, "
        + "167-178, 1895; embedded pair of the GNU Scientific Library."
    case .rk4:
      "W. Kutta. Beitrag zur näherungsweisen Integration totaler Differentialgleichungen. "
        + "Z. Math. Phys. 46, 435-453, 1901."
    case .rkf45:
      "E. Fehlberg. Low-order classical Runge-Kutta formulas with stepsize control and their "
        + "application to some heat transfer problems. NASA TR R-315, 1969."
    case .rkck:
      "J. R. Cash & A. H. Karp. A variable order Runge-Kutta method for initial value problems "
        + "with rapidly varying right-hand sides. ACM Trans. Math. Softw. 16, 201-222, 1990."
    case .rk8pd:
      "P. J. Prince & J. R. Dormand. High order embedded Runge-Kutta formulae. J. Comput. Appl. "
        + "Math. 7, 67-75, 1981."
    case .rk1imp, .rk2imp, .rk4imp:
      "U. M. Ascher & L. R. Petzold. Computer Methods for Ordinary Differential Equations and "
        + "Differential-Algebraic Equations. SIAM, 1998."
    case .bsimp:
      "G. Bader & P. Deuflhard. A semi-implicit mid-point rule for stiff systems of ordinary "
        + "differential equations. Numer. Math. 41, 373-398, 1983."
    case .msadams, .msbdf:
      "G. D. Byrne & A. C. Hindmarsh. A polyalgorithm for the numerical solution of ordinary "
        + "differential equations. ACM Trans. Math. Softw. 1, 71-96, 1975."
    }
  }

  /// GSL's descriptor of the method.
  var descriptor: UnsafePointer<gsl_odeiv2_step_type> {
    switch self {
    case .rk2: unsafe cgsl_step_rk2()
    case .rk4: unsafe cgsl_step_rk4()
    case .rkf45: unsafe cgsl_step_rkf45()
    case .rkck: unsafe cgsl_step_rkck()
    case .rk8pd: unsafe cgsl_step_rk8pd()
    case .rk1imp: unsafe cgsl_step_rk1imp()
    case .rk2imp: unsafe cgsl_step_rk2imp()
    case .rk4imp: unsafe cgsl_step_rk4imp()
    case .bsimp: unsafe cgsl_step_bsimp()
    case .msadams: unsafe cgsl_step_msadams()
    case .msbdf: unsafe cgsl_step_msbdf()
    }
  }
}
