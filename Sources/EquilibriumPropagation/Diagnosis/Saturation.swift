public import Networks
import Quantities

extension Population {
  /// The fraction of the highest rate from which on units count as saturated: there the f-I curve is flat, so that
  /// neither rates nor updates depend on the drive.
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

  /// The mean rate of units over their highest rate if it is above `nearHighest`, else nil. It is also nil for a rate
  /// above the highest, which a single spike in less time than t_ref gives.
  ///
  /// - Parameter rate: Their mean rate [1/ms].
  public func saturation(rate: Double) -> Double? {
    guard let highest = highestRate, rate > Self.nearHighest * highest, rate < 1.1 * highest else {
      return nil
    }
    return rate / highest
  }
}
