import Datasets
import EquilibriumPropagation
import Experiments
import Foundation
import Networks
import Quantities

/// What a run will cost, as far as that can be said before it.
struct Estimate: Encodable {
  /// Units of all populations.
  var units = 0
  /// Synapses of all projections; expected, where they are random.
  var synapses = 0.0
  /// Weights, delays and the state of all simulations at once. [bytes]
  var memory = 0.0
  /// Arrivals of spikes at synapses, with units at a third of their maximum rate, or at 10 Hz.
  var synapticEvents = 0.0
  /// On this many threads, at 20 million arrivals and 1 billion multiplications per second. [s]
  var seconds = 0.0

  init(_ experiment: Experiment, threads: Int) {
    let network = experiment.network
    units = network.populations.reduce(0) { $0 + $1.size }
    var copies = 1.0
    var multiplications = 0.0  // per sample, for clamped inputs
    var arrivalsPerMillisecond = 0.0
    for projection in network.projections {
      let count = network.expectedSynapses(of: projection)
      synapses += count
      let bytes = projection.connectivity == .dense ? 8.0 : 12.0
      var delay = 0.0
      if case .uniform = projection.delay {} else { delay = 8 }
      memory += count * (bytes + delay) * (projection.isSymmetric ? 2 : 1)
      guard let source = network.index(of: projection.source),
        let target = network.index(of: projection.target)
      else { continue }
      let population = network.populations[source]
      if population.isClamped { multiplications += count }
      arrivalsPerMillisecond += count * Self.rate(of: population)
      if projection.isSymmetric {
        arrivalsPerMillisecond += count * Self.rate(of: network.populations[target])
      }
    }
    switch experiment.task {
    case .simulate(let settings):
      synapticEvents = arrivalsPerMillisecond * settings.duration.value
      seconds = synapticEvents / 20e6
    case .learn(let settings, let request):
      copies = Double(min(threads, settings.batch))
      let branches = Double(settings.nudging.branches(sign: 1).count)
      let trained = Double((request.train ?? 0) * settings.epochs)
      let tested = Double((request.validation ?? 0) * settings.epochs + (request.test ?? 0))
      let free = settings.phases.free.value
      let nudged = branches * (settings.phases.nudged.value + settings.phases.tail.value)
      let time = trained * (free + nudged) + tested * free
      synapticEvents = arrivalsPerMillisecond * time
      // Change of clamped weights after each branch, and the drive of each sample.
      let products = multiplications * (trained * (1 + branches) + tested)
      seconds = (synapticEvents / 20e6 + products / 1e9) / copies
      let pixels = Double((request.size.map { $0 * $0 } ?? 784) * 8)
      memory += pixels * Double((request.train ?? 0) + (request.validation ?? 0))
    }
    memory += copies * (Double(units) * 200 + synapses * 8) + 20e6
  }

  /// A guess at the rate of units [1/ms].
  private static func rate(of population: Population) -> Double {
    switch population.units {
    case .lif(let membrane):
      if case .perRate(let maximum) = membrane.weightScale { return maximum / 3 }
      return 0.01
    case .membrane: return 0.01
    case .source(.regular(let rates, _)), .source(.poisson(let rates)):
      return rates.reduce(0, +) / Double(max(rates.count, 1))
    case .source(.spikes), .source(.clamp): return 0
    }
  }

  /// Throws when the run would not fit into the memory of this machine.
  func check() throws {
    let available = Double(ProcessInfo.processInfo.physicalMemory)
    if memory > 0.9 * available { throw ToolError.tooLarge(needed: memory, available: available) }
  }

  /// `1.5 GiB`.
  static func bytes(_ count: Double) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
    var value = count
    var index = 0
    while value >= 1024, index < units.count - 1 {
      value /= 1024
      index += 1
    }
    return String(format: value < 10 && index > 0 ? "%.1f " : "%.0f ", value) + units[index]
  }

  /// `45 s`, `3 min 20 s`, `2 h 5 min`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "very long" }
    if seconds < 1 { return "1 s" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
