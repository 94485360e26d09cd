/// A recorder of all spikes of a simulation,
///
///     let recorder = SpikeRecorder()
///     simulation.add(observer: recorder)
///     try simulation.run(until: 1000.ms)
///     recorder.times(of: 1, unit: 0)
public final class SpikeRecorder: SimulationObserver {
  /// All spikes so far in the order of their times.
  public private(set) var spikes = SpikeBatch()

  /// A recorder without spikes.
  public init() {}

  /// Forgets all spikes so far.
  public func clear() { spikes.removeAll() }

  public func observe(_ spikes: SpikeBatch) {
    self.spikes.times += spikes.times
    self.spikes.populations += spikes.populations
    self.spikes.units += spikes.units
  }

  /// The spike times of a population, given as an index into the network's populations, or of one of its units [ms].
  public func times(of population: Int, unit: Int? = nil) -> [Double] {
    spikes.times.indices.filter {
      spikes.populations[$0] == Int32(population)
        && (unit == nil || spikes.units[$0] == Int32(unit ?? 0))
    }.map { spikes.times[$0] }
  }
}
