public import Equations

/// The text of a spike-timing rule: equations of traces, and the effects of a spike on each side.
///
///     dx/dt = -x/tau_plus : pre
///     dy/dt = -y/tau_minus : post
///     on_pre:  w -= A_minus*y; x += 1
///     on_post: w += A_plus*x;  y += 1
///
/// Each variable belongs to the unit on one side (`pre`, `post`), to the single synapse (`synapse`) or to the network
/// (`global`). `gated` variables start at zero when plasticity is switched on and count only spikes from then until it
/// is switched off. `corrected` ones are divided by 1 - e^{-t/tau}, so that they are means from the first moment on.
/// Statements act in the order in which they are written.
public struct RuleEquations: Sendable, Equatable {
  /// A named constant.
  public typealias Parameter = EquationParameter

  /// The name in model files and tables.
  public var name: String
  /// The source of the rule.
  public var citation: String
  /// Named constants of the rule.
  public var parameters: [Parameter]
  /// Differential equations, one a line.
  public var equations: String
  /// The statements at the arrival of a presynaptic spike.
  public var onPre: String
  /// The statements at a postsynaptic spike.
  public var onPost: String
  /// The lower bound of weights: a formula of the parameters; nil for none.
  public var lowest: String?
  /// The upper bound of weights: a formula of the parameters; nil for none.
  public var highest: String?

  /// The rule called `name`.
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

  /// The parts of the text, by their keys; an error names one of them.
  public enum Section: String, Sendable {
    case equations
    case onPre = "on_pre"
    case onPost = "on_post"
    case lowest, highest
  }
}

/// A mistake in the text of a rule, and its place.
public typealias RuleEquationError = SectionError<RuleEquations.Section>
