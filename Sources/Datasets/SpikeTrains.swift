/// Spike trains of samples: each has one train for each of `units` units, of `period` [ms].
///
/// *Units*: ms.
public struct SpikeTrains: Sendable, Hashable {
  /// The number of units.
  public let units: Int
  /// The length of a sample [ms]; its trains begin anew then.
  public let period: Double
  /// The rate of a unit whose value is 1 [1/ms].
  public let maximumRate: Double
  /// The times of all spikes [ms], sample after sample, unit after unit, in rising order.
  private let times: [Double]
  /// The place of the first spike of each unit of each sample in `times`; the end of the last one.
  private let places: [Int]

  /// The trains with these spikes, in any order.
  ///
  /// - Precondition: Samples and units are not negative, times are in [0, period).
  ///
  /// - Parameters:
  ///   - spikes: The sample, the unit and the time [ms] of each spike.
  ///   - samples: The number of samples.
  ///   - units: The number of units.
  ///   - period: The length of a sample [ms].
  ///   - maximumRate: The rate of a unit whose value is 1 [1/ms].
  public init(
    _ spikes: [(sample: Int, unit: Int, time: Double)], samples: Int, units: Int, period: Double,
    maximumRate: Double = 1
  ) {
    (self.units, self.period, self.maximumRate) = (units, period, maximumRate)
    var places = [Int](repeating: 0, count: samples * units + 1)
    for spike in spikes {
      precondition(
        (0..<samples).contains(spike.sample) && (0..<units).contains(spike.unit)
          && spike.time >= 0 && spike.time < period, "A spike lies outside of all samples.")
      places[spike.sample * units + spike.unit + 1] += 1
    }
    for k in 1..<places.count { places[k] += places[k - 1] }
    var times = [Double](repeating: 0, count: spikes.count), next = places
    for spike in spikes {
      let k = spike.sample * units + spike.unit
      times[next[k]] = spike.time
      next[k] += 1
    }
    for k in 0..<samples * units { times[places[k]..<places[k + 1]].sort() }
    (self.times, self.places) = (times, places)
  }

  private init(like other: SpikeTrains, times: [Double], places: [Int]) {
    (units, period, maximumRate) = (other.units, other.period, other.maximumRate)
    (self.times, self.places) = (times, places)
  }

  /// The number of samples.
  public var count: Int { (places.count - 1) / max(units, 1) }

  /// The train of each unit of sample `index` [ms].
  public func trains(of index: Int) -> [[Double]] {
    (index * units..<(index + 1) * units).map { Array(times[places[$0]..<places[$0 + 1]]) }
  }

  /// The value of each unit of sample `index`: its rate as a part of `maximumRate`.
  public func values(of index: Int) -> [Double] {
    (index * units..<(index + 1) * units).map {
      Double(places[$0 + 1] - places[$0]) / (period * maximumRate)
    }
  }

  /// The samples with these indices, in this order.
  func subset(_ indices: some Sequence<Int>) -> SpikeTrains {
    var times: [Double] = [], places = [0]
    for index in indices {
      for k in index * units..<(index + 1) * units {
        times += self.times[self.places[k]..<self.places[k + 1]]
        places.append(times.count)
      }
    }
    return SpikeTrains(like: self, times: times, places: places)
  }
}
