import Plasticity
import Quantities

/// Parameter sets of published fits. `(recalled)`: not checked against the paper.
extension RuleModel {
  static let weightDependentSets: [(name: String, citation: String, rule: WeightDependentPair)] = {
    func set(_ lambda: Double, _ alpha: Double, _ muPlus: Double, _ muMinus: Double)
      -> WeightDependentPair
    {
      var rule = WeightDependentPair()
      (rule.step, rule.asymmetry) = (lambda, alpha)
      (rule.potentiationExponent, rule.depressionExponent) = (muPlus, muMinus)
      return rule
    }
    return [
      ("additive", "lambda 0.01, alpha 1.05, mu 0", WeightDependentPair()),
      (
        "song-2000", "Song, Miller & Abbott 2000, Nat Neurosci 3:919 (lambda recalled)",
        set(0.005, 1.05, 0, 0)
      ),
      (
        "van-rossum-2000",
        "van Rossum, Bi & Turrigiano 2000, J Neurosci 20:8812: mu_+ 0, mu_- 1 (lambda, alpha ours)",
        set(0.005, 1, 0, 1)
      ),
      (
        "rubin-2001",
        "Rubin, Lee & Sompolinsky 2001, Phys Rev Lett 86:364: mu_+ = mu_- = 1 (lambda, alpha ours)",
        set(0.005, 1.05, 1, 1)
      ),
      (
        "guetig-2003", "Gütig et al. 2003, J Neurosci 23:3697 (lambda, alpha, mu recalled)",
        set(0.005, 1.05, 0.4, 0.4)
      ),
      ("nest", "defaults of the NEST simulator: lambda 0.01, alpha 1, mu 1", set(0.01, 1, 1, 1)),
    ]
  }()

  /// All of Pfister & Gerstner 2006, J Neurosci 26:9673.
  static let tripletSets: [(name: String, citation: String, rule: TripletSTDP)] = {
    func set(
      _ pairing: Pairing, _ a2plus: Double, _ a3plus: Double, _ a2minus: Double,
      _ a3minus: Double, _ tauX: Double?, _ tauY: Double
    ) -> TripletSTDP {
      var rule = TripletSTDP()
      rule.pairing = pairing
      (rule.pairPotentiation, rule.tripletPotentiation) = (a2plus, a3plus)
      (rule.pairDepression, rule.tripletDepression) = (a2minus, a3minus)
      // Without A3_- the trace r2 has no effect.
      rule.tauX = (tauX ?? 100).ms
      rule.tauY = tauY.ms
      return rule
    }
    return [
      (
        "hippocampus-all-full", "hippocampal culture, all-to-all, full model",
        set(.allToAll, 6.1e-3, 6.7e-3, 1.6e-3, 1.4e-3, 946, 27)
      ),
      (
        "hippocampus-all-minimal", "hippocampal culture, all-to-all, minimal model",
        set(.allToAll, 5.3e-3, 8.0e-3, 3.5e-3, 0, nil, 40)
      ),
      (
        "hippocampus-nearest-full", "hippocampal culture, nearest spike, full model",
        set(.nearest, 4.6e-3, 9.1e-3, 3e-3, 7.5e-9, 575, 47)
      ),
      (
        "hippocampus-nearest-minimal",
        "hippocampal culture, nearest spike, minimal model (recalled)",
        set(.nearest, 4.6e-3, 9.1e-3, 3e-3, 0, nil, 48)
      ),
      (
        "cortex-all-full", "visual cortex, all-to-all, full model",
        set(.allToAll, 5e-10, 6.2e-3, 7e-3, 2.3e-4, 101, 125)
      ),
      (
        "cortex-all-minimal", "visual cortex, all-to-all, minimal model",
        set(.allToAll, 0, 6.5e-3, 7.1e-3, 0, nil, 114)
      ),
      (
        "cortex-nearest-full",
        "visual cortex, nearest spike, full model (amplitudes recalled)",
        set(.nearest, 8.8e-11, 5.3e-2, 6.6e-3, 3.1e-3, 714, 40)
      ),
      (
        "cortex-nearest-minimal",
        "visual cortex, nearest spike, minimal model (recalled)",
        set(.nearest, 0, 5e-2, 8e-3, 0, nil, 40)
      ),
    ]
  }()
}
