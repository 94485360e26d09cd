import ArgumentParser
import Workloads
import Quantities
struct BenchVerb: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "bench")
  @Argument var name: String
  @Argument var ms: Double
  func run() throws {
    let n: BenchmarkNetwork =
      name == "dense"
      ? .dense
      : name == "jump" ? .jump : name == "cuba" ? .cuba : .scaled(units: Int(name)!, inputs: 1000)
    let m = try EngineMeasurement(n.simulation(), until: Milliseconds(ms))
    print(
      name, m.spikes, m.synapticEvents, m.processorSeconds,
      Double(m.synapticEvents) / m.processorSeconds / 1e6, ProcessorClock.peakMemory() / 1_000_000)
  }
}
