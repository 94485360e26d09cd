import Foundation
import Measurements

@testable import Exchange
@testable import Records

/// Small sound files to begin with: what a fuzzer makes of nothing would take days to become one.
enum Seeds {
  /// Writes the seeds of each reader into its own folder below `folder`.
  static func write(to folder: String) throws {
    for (reader, name, bytes) in try all() {
      let place = URL(fileURLWithPath: folder).appendingPathComponent(reader.rawValue)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data(bytes).write(to: place.appendingPathComponent(name))
    }
  }

  private static func all() throws -> [(Reader, String, [UInt8])] {
    var seeds: [(Reader, String, [UInt8])] = texts.map { ($0, $1, Array($2.utf8)) }
    seeds += try arrays() + images() + spikes()
    return seeds
  }

  private static let small = """
    name: small
    seed: 3
    network:
      populations:
        a: {kind: poisson, size: 4, rate: 20 Hz}
        b: {kind: lif, size: 3, tau_m: 10 ms, tau_syn: 5 ms, V_0: {uniform: [0, 1]}}
      projections:
        - {from: a, to: b, weights: {normal: {mean: 0.1, deviation: 0.2}}, delay: 1 ms}
    simulate: {duration: 20 ms}

    """

  private static let texts: [(Reader, String, String)] = [
    (.model, "small", small),
    (.override, "size", "network.populations.b.size=7\n" + small),
    (.override, "list", "network.projections.a->b.weights={list: [1, 2]}\n" + small),
    (.override, "number", "network.projections.0.delay=null\n" + small),
    (.sweep, "list", "a.b=1,[2,3],'c,d'"), (.sweep, "range", "seed=range(1,11,2)"),
    (.sweep, "spaced", "tau=linspace(10 ms,50 ms,5),logspace(-1,1,3),geomspace(1,8,4)"),
    (.sweep, "random", "a=loguniform(1e-3,1)"), (.sweep, "choice", "a=choice(x,y)"),
    (.rule, "name", "zero-area"),
    (.rule, "set", "{name: triplet, set: cortex-all-minimal, w_max: 10}"),
    (
      .rule, "equations",
      """
      {name: mine, parameters: {A: 0.01, tau: 20 ms}, equations: "dx/dt = -x/tau : pre",
       on_pre: "x += 1", on_post: "w += A*x", bounds: [0, 1]}
      """
    ),
    (
      .equations, "rule",
      "dx/dt = -x/tau : pre\ndy/dt = -y/tau : post, gated\n--\nw -= A*y; x += 1\n--\nw += A*x; y += 1\n--\n-2*A"
    ),
    (
      .equations, "membrane",
      "dV/dt = (E - V + R*u)/tau\ndu/dt = (a*(V - E)/R - u)/tau\n--\nV > -50 mV\n--\nV = -65 mV; u += 8 pA\n--\nV += w"
    ),
    (
      .equations, "functions",
      "dV/dt = (E - V + 2 mV*exp((V - E)/(2 mV)))/tau\ndu/dt = -u/(3 ms)\n--\nV > E\n--\nV = E\n--\nu += w"
    ),
    (.spikes, "csv", "timestamps population node_ids\n1.5 hidden 3\n2.0 out 0\n"),
    (.spikes, "gdf", "# id time\n1\t0.5\n17 2e1\n"),
    (.tables, "spikes", "timestamps population node_ids\n1.5 hidden 3\n2.0 out 0\n"),
    (.tables, "traces", "time_ms,\"V, hidden 0 (mV)\",I\n0,1,\n1,2,3\n"),
    (
      .raster, "raster",
      """
      {"spikes":{"populations":["a","b"],"sizes":[2,3],"times":[1,2.5,7],"population":[0,1,1],"unit":[1,0,2]},
      "phases":[{"name":"free","start":0,"end":5},{"name":"nudged","start":5,"end":10}],
      "traces":[{"name":"b 2","axis":"v (mV)","times":[0,5,10],"values":[0,1,2],"threshold":1,"spikeTimes":[7]}],
      "start":0,"end":10,"label":"3"}
      """
    ),
    (
      .graph, "chain",
      """
      in Input shape 3
      d Delay delay 3:0.001
      s Scale scale 3:2
      fc Linear weight 2x3:0.5 ~connect dense
      lif LIF tau 2:0.02 r 2:1 v_leak 2:0 v_threshold 2:1
      out Output shape 2
      in>d>s>fc>lif>out
      """
    ),
    (
      .graph, "feedback",
      """
      ~duration_ms 100 ~seed 7 ~name net
      in Input shape 1:2 ~kind poisson ~rate_per_ms 2:0.1
      a Affine weight 2x2:0.5 bias 2:0
      c CubaLIF tau_syn 2:0.005 tau_mem 2:0.02 r 2:1 v_leak 2:0 v_threshold 2:1 v_reset 2:0 w_in 2:1
      w Linear weight 2x2:0.25 ~tied_to v
      v Linear weight 2x2:0.25 ~tied_to w
      p LI tau 2:0.005 r 2:1 v_leak 2:0
      e LIF tau 2:0.02 r 2:1 v_leak 2:0 v_threshold 2:1
      in>a>c>w>p>e
      e>v>c
      """
    ),
  ]

  private static func arrays() throws -> [(Reader, String, [UInt8])] {
    let array = NumPyArray(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])
    let archive = NumPyArchive([
      .init(name: "a/timestamps", array: NumPyArray(shape: [2], values: [1, 2])),
      .init(name: "a/node_ids", array: NumPyArray(shape: [2], values: [0, 1])),
    ])
    let facts = """
      {"epoch":1,"done":2,"finished":[],"batches":1,"wrong":0,"twinWrong":0,"bestEpoch":0}
      """
    let checkpoint = CheckpointFile(
      facts: Array(facts.utf8), arrays: [.floats([1, 2]), .doubles([3]), .doubles([])])
    return [
      (.npy, "matrix", array.encoded()), (.npz, "spikes", try archive.encoded()),
      (.npz, "matrix", try NumPyArchive([.init(name: "x", array: array)]).encoded()),
      (.checkpoint, "sealed", checkpoint.encoded),
      (.checkpoint, "open", Array(checkpoint.encoded.dropLast(64))),
    ]
  }

  private static func images() -> [(Reader, String, [UInt8])] {
    IDX.small.map { (.idx, $0, $1) }
  }

  /// IDX files: the same four images of 2 x 2, plain and with gzip (its blocks are stored, not packed).
  private enum IDX {
    static let small: [(String, [UInt8])] = {
      let plain: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2] + Array(0..<16)
      let floats: [UInt8] = [0, 0, 13, 1, 0, 0, 0, 1, 0x3F, 0x80, 0, 0]
      let size = UInt8(plain.count)
      var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, size, 0, ~size, 0xFF] + plain
      let sum = CRC32.ieee(plain)
      for k in 0..<4 { packed.append(UInt8(truncatingIfNeeded: sum >> (8 * UInt32(k)))) }
      return [("bytes", plain), ("floats", floats), ("gzip", packed + [size, 0, 0, 0])]
    }()
  }

  private static func spikes() throws -> [(Reader, String, [UInt8])] {
    let table = SpikeTable(
      populations: ["a"], sizes: [3], times: [1, 2, 3], population: [0, 0, 0], unit: [0, 2, 1])
    let path = NSTemporaryDirectory() + "/seed-\(getpid()).h5"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try SONATASpikes.write(table, to: path)
    let spikes = try readBytes(of: path)
    let graph = GraphText.graph(texts.first { $0.0 == .graph }!.2)
    try NIRFile.write(graph, to: path)
    return [(.sonata, "spikes", spikes), (.nir, "chain", try readBytes(of: path))]
  }
}
