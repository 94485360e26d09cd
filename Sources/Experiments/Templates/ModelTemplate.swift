/// A model file to begin with. It contains every key with its meaning, unit and default, and runs in seconds without
/// changes.
public enum ModelTemplate: String, Sendable, CaseIterable, Codable {
  /// A spiking network learns drawn digits by equilibrium propagation.
  case learn
  /// Neurons with noisy input, a plastic synapse and a recorded potential.
  case simulate
  /// A rate model learns drawn digits.
  case rate
  /// Spike-timing rules, one of them written in the file, against equilibrium propagation.
  case compare

  /// A description of the template in one line.
  public var summary: String {
    switch self {
    case .learn: "a spiking network learns drawn digits"
    case .simulate: "neurons, spikes, a plastic projection"
    case .rate: "a rate model learns drawn digits"
    case .compare: "rules, one of your own, against equilibrium propagation"
    }
  }

  /// The text of a model file called `name`.
  public func text(name: String) -> String {
    let text =
      switch self {
      case .learn: Self.learnText
      case .simulate: Self.simulateText
      case .rate: Self.rateText
      case .compare: Self.compareText
      }
    return TemplateComments.added(to: text).replacing("NAME", with: name)
  }

  /// The name of a model in a file at `path`: the name of the file without characters that a model's name cannot have.
  public static func name(forFile path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? ""
    let stem = file.split(separator: ".").first.map(String.init) ?? ""
    let name = String(
      stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" }
        .drop { $0 == "-" }.prefix(80))
    return name.isEmpty ? "model" : name
  }
}
