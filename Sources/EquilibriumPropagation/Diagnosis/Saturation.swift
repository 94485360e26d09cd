public import Networks
import Quantities

extension Population {
  /// The part of the highest rate from which on units count as saturated: there the f-I curve is flat, and neither
  /// rates nor weights can say anything more.
  public static let nearHighest = 0.9

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

  /// The mean rate of units over their highest when it is above `nearHighest`; nil otherwise, and where the rate is
  /// more than can be: a single spike in less time than t_ref.
  ///
  /// - Parameter rate: Their mean rate [1/ms].
  public func saturation(rate: Double) -> Double? {
    guard let highest = highestRate, rate > Self.nearHighest * highest, rate < 1.1 * highest else {
      return nil
    }
    return rate / highest
  }
}
