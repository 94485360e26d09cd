import Networks
import Quantities

/// Hidden units and outputs, all to all in both directions with the same weights, each with a current of its own:
/// the kind `net_dense`.
///
///     W[h,o] = (2 u(seed, h NO + o) - 1) w_max,   I_h = a + b u(seed + 1, h),   I_o = c + d u(seed + 2, o)
///
/// Each constant is read from a key, else from a formula in the text of the file, else taken from the published
/// network (seed 777, w_max 40 pA, 205 + 70 u and 215 + 20 u pA), and then named in `assumed`.
struct DenseCase {
  let network: Network
  private(set) var currents: [String: [Double]] = [:]
  private(set) var assumed: [String] = []

  init(_ fields: Fields) throws {
    let p = try fields.parameters()
    let hidden = try p.count("NH"), output = try p.count("NO")
    let formulas = Formulas(fields)
    var assumed: [String] = []
    func constant(_ keys: [String], _ found: Double?, else published: Double) throws -> Double {
      for key in keys where p.has(key) { return try p.number(key) }
      for key in keys where fields.has(key) { return try fields.number(key) }
      if found == nil { assumed.append("\(keys[0]) = \(published)") }
      return found ?? published
    }
    let seed = UInt64(try constant(["seed"], formulas.seed, else: 777))
    let scale = try constant(
      ["w_max", "w_scale", "w", "wmax", "amplitude"], formulas.scale, else: 40)
    func drive(_ letter: String, _ index: Int, _ published: (Double, Double)) throws -> [Double] {
      let found = formulas.drives[index + 1]
      let low = try constant(["I_\(letter)", "I_\(letter)_min"], found?.0, else: published.0)
      let span = try constant(["dI_\(letter)", "I_\(letter)_span"], found?.1, else: published.1)
      return (0..<(index == 0 ? hidden : output)).map {
        low + span * NetworkCase.u(seed + 1 + UInt64(index), $0)
      }
    }
    currents = [
      "hidden": try drive("h", 0, (205, 70)), "output": try drive("o", 1, (215, 20)),
    ]
    let reset = try p.number("V_reset"), capacitance = try p.number("C_m")
    let lif = LIF(
      membraneTimeConstant: Milliseconds(try p.number("tau_m")), capacitance: capacitance,
      rest: try p.number("E_L", default: 0), threshold: try p.number("V_th"), reset: reset,
      refractoryTime: Milliseconds(try p.number("t_ref")),
      initial: .value(try p.number("V_m", default: reset)),
      synapse: .exponential(
        excitatory: Milliseconds(try p.number("tau_syn_ex")),
        inhibitory: Milliseconds(try p.number("tau_syn_in"))))
    let weights = (0..<hidden * output).map { (2 * NetworkCase.u(seed, $0) - 1) * scale }
    network = Network(
      populations: [
        Population("hidden", size: hidden, .lif(lif)),
        Population("output", size: output, .lif(lif)),
      ],
      projections: [
        Projection(
          from: "hidden", to: "output", weights: .explicit(weights),
          delay: .uniform(Milliseconds(try p.number("delay"))), symmetric: true)
      ])
    self.assumed = assumed
  }

  /// The constants that formulas in the text of a file name.
  private struct Formulas {
    /// The smallest number s of all u(s, ...): that of the weights.
    private(set) var seed: Double?
    /// A of (2 u(...) - 1) A.
    private(set) var scale: Double?
    /// a and b of a + b u(seed + n, ...), by n.
    private(set) var drives: [Int: (Double, Double)] = [:]

    init(_ fields: Fields) {
      let text = fields.text.replacing("·", with: "*").replacing("×", with: "*")
      seed = text.matches(of: /\bu(?:ni|niform)?\(\s*(\d+)/).compactMap { Double($0.1) }.min()
      let factor =
        /\(\s*(?:2\s*\*?\s*)?u(?:ni|niform)?\([^()]*\)\s*(?:\*\s*2\s*)?-\s*1(?:\.0*)?\s*\)/
      for match in text.matches(of: factor) {
        let before = text[..<match.range.lowerBound].suffix(24)
        let after = text[match.range.upperBound...].prefix(24)
        let number =
          after.prefixMatch(of: /\s*\*?\s*(\d+(?:\.\d*)?)/)?.1
          ?? before.firstMatch(of: /(\d+(?:\.\d*)?)\s*\*?\s*$/)?.1
        scale = scale ?? number.flatMap { Double($0) }
      }
      let sum =
        /(\d+(?:\.\d*)?)\s*\+\s*(\d+(?:\.\d*)?)\s*\*?\s*u(?:ni|niform)?\(\s*(seed\s*\+)?\s*(\d+)/
      for match in text.matches(of: sum) {
        guard let low = Double(match.1), let span = Double(match.2), let word = Double(match.4)
        else {
          continue
        }
        let place = match.3 == nil ? word - (seed ?? 0) : word
        if let place = Int(exactly: place) { drives[place] = drives[place] ?? (low, span) }
      }
    }
  }
}
