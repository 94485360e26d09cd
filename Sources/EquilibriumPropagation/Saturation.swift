public import Networks
import Quantities

extension Population {
  /// The highest rate that refractoriness allows, 1 / t_ref [1/ms]; nil without it.
  public var highestRate: Double? {
    let time: Milliseconds
    switch units {
    case .lif(let membrane): time = membrane.refractoryTime
    case .membrane(let equations, _): time = equations.refractoryTime
    case .source: return nil
    }
    return time > .zero ? 1 / time.value : nil
  }

  /// What to say when units fire on average at more than nine tenths of their highest rate: there the f-I
  /// curve is flat, and neither rates nor weights can say anything more. Nil when they do not, and where the
  /// rate is more than can be: a single spike in less time than t_ref.
  ///
  /// - Parameter rate: Their mean rate [1/ms].
  public func saturation(rate: Double) -> String? {
    guard let highest = highestRate, rate > 0.9 * highest, rate < 1.1 * highest else { return nil }
    let percent = Int((100 * rate / highest).rounded())
    return
      "'\(name)' is saturated: it fires at \(percent) % of 1/t_ref, the highest rate there is; lower "
      + "its bias or constant current (network.populations.\(name)), the weights onto it, or t_ref"
  }

  /// The same for a mean normalised activity s = r / r_max; nil for weights that are not per rate.
  func saturation(activity s: Double) -> String? {
    guard case .lif(let membrane) = units, case .perRate(let maximum) = membrane.weightScale else {
      return nil
    }
    return saturation(rate: s * maximum)
  }
}
