import Networks
import Plasticity
import Protocols
import Quantities

extension LearningSettings {
  /// The magnitude of the change of a weight per change of s_i s_j, onto units whose rates settle with the time
  /// constant `settling`. Where nudges alternate it is that of s_i s_j itself, which the gate reads after each nudge
  /// has settled; 0 for rules that add up to nothing then.
  ///
  /// - Parameter isTied: True if the changes of both directions are added up.
  func gain(settling: Milliseconds, maximumRate: Double, isTied: Bool) -> Double {
    let open = phases.nudged - phases.onset, before = phases.free + phases.onset
    guard nudging.contrast().isSequential else {
      return rule.gain(phase: open, after: before, settling: settling, maximumRate: maximumRate)
        .magnitude
    }
    let response = RuleResponse(
      rule,
      RuleProtocol(
        free: before, nudged: open, tail: rule.hasTail ? phases.tail : .zero, settling: settling,
        maximumRate: maximumRate))
    let gain = (isTied && !rule.isSymmetric ? 2 : 1) * response.drift.magnitude
    return gain > 0.1 * response.post.magnitude ? gain : 0
  }
}
