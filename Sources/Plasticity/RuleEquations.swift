public import Equations

/// A spike-timing rule as it is written: equations of traces, and what a spike on each side does.
///
///     dx/dt = -x/tau_plus : pre
///     dy/dt = -y/tau_minus : post
///     on_pre:  w -= A_minus*y; x += 1
///     on_post: w += A_plus*x;  y += 1
///
/// Each variable belongs to the unit on one side (`pre`, `post`) or to the single synapse (`synapse`).
/// `gated` variables count only spikes that fall while plasticity is on, and begin empty; `corrected`
/// ones are divided by 1 - e^{-t/tau}, so that they are means from the first moment on. Statements
/// are executed in the order in which they are written.
public struct RuleEquations: Sendable, Equatable {
  /// A number with a name.
  public struct Parameter: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Its value in ms, mV, pA.
    public var value: Double
    /// What it measures.
    public var dimension: PhysicalDimension
    /// How it was written.
    public var text: String

    /// The parameter `name`.
    public init(
      _ name: String, _ value: Double, _ dimension: PhysicalDimension = .plain,
      text: String? = nil
    ) {
      self.name = name
      self.value = value
      self.dimension = dimension
      self.text = text ?? (dimension == .plain ? "\(value)" : "\(value) \(dimension)")
    }
  }

  /// The name in model files and tables.
  public var name: String
  /// Where it comes from.
  public var citation: String
  /// Numbers with names.
  public var parameters: [Parameter]
  /// Differential equations.
  public var equations: String
  /// What the arrival of a presynaptic spike does.
  public var onPre: String
  /// What a postsynaptic spike does.
  public var onPost: String
  /// Where the rule keeps weights: formulas of the parameters; nil: anywhere.
  public var lowest: String?
  /// The upper end.
  public var highest: String?

  /// The rule `name`.
  public init(
    name: String, citation: String = "", parameters: [Parameter] = [], equations: String,
    onPre: String = "", onPost: String = "", lowest: String? = nil, highest: String? = nil
  ) {
    self.name = name
    self.citation = citation
    self.parameters = parameters
    self.equations = equations
    self.onPre = onPre
    self.onPost = onPost
    self.lowest = lowest
    self.highest = highest
  }

  /// Where in a rule something is wrong.
  public enum Section: String, Sendable {
    case equations
    case onPre = "on_pre"
    case onPost = "on_post"
    case lowest, highest
  }
}

/// What is wrong with a rule, and where.
public struct RuleEquationError: Error, Equatable, CustomStringConvertible {
  /// The part of the rule.
  public var section: RuleEquations.Section
  /// The place within that part, and the reason.
  public var error: EquationError

  public var description: String { "\(section.rawValue), \(error)" }
}
