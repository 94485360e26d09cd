import RealModule

/// The common clock of a population: at time t all its exponentials have these values.
///
/// All units share their time constants, so the subthreshold state is stored as coefficients in a frame with origin
/// T0. The coefficients are constant between events:
///
///     I_k(t) = a_k E_k(t),   y(t) - y_inf = c P(t) + a_ex Q_ex(t) + a_in Q_in(t),
///     E_k = e^{-(t - T0)/tau_k},   P = e^{-(t - T0)/tau_m},
///
/// A spike that reaches n targets is two scaled row additions, a += w / E and c -= w Q / (P E),
/// with a few exponentials for the whole row. Q_k is E_k / (C (r_m - r_k)) if the time
/// constants differ, and g_k(t - T0) / C (0 at first) if they are nearly or exactly equal;
/// the two additions are the same in both cases.
struct Frame {
  /// T0 [ms].
  var origin = 0.0
  /// Factors at the moment of the last `move`.
  private(set) var now = Values()
  private var response: LIFResponse
  private var isNearExcitatory: Bool, isNearInhibitory: Bool
  /// 1 / (C (r_m - r_k)).
  private var excitatoryGain: Double, inhibitoryGain: Double
  private var isOneRate: Bool
  /// e^{-pause / tau} of membrane and currents.
  private var pauseMembrane: Double, pauseExcitatory: Double, pauseInhibitory: Double
  /// The pause itself [ms].
  private var pause: Double
  /// A moment near now at which P is known.
  private var anchor = 0.0, anchorMembrane = 1.0
  /// Time after which the frame needs a new origin, as its factors grow too large [ms].
  private var window: Double

  /// The frame's factors at one moment.
  struct Values: BitwiseCopyable {
    /// t [ms].
    var time = 0.0
    /// P, E_ex, E_in, Q_ex, Q_in.
    var membrane = 1.0, excitatory = 1.0, inhibitory = 1.0
    var excitatoryPotential = 0.0, inhibitoryPotential = 0.0
  }

  init(_ response: LIFResponse, origin: Double, pause: Double) {
    self.response = response
    let m = response.membraneRate
    func gap(_ rate: Double) -> Double { (rate - m).magnitude }
    func isNear(_ rate: Double) -> Bool { gap(rate) < 0.5 * min(rate, m) }
    isNearExcitatory = isNear(response.excitatoryRate)
    isNearInhibitory = isNear(response.inhibitoryRate)
    excitatoryGain = response.elastance / (m - response.excitatoryRate)
    inhibitoryGain = response.elastance / (m - response.inhibitoryRate)
    isOneRate = response.inhibitoryRate == response.excitatoryRate
    self.pause = pause
    pauseMembrane = .exp(-m * pause)
    pauseExcitatory = .exp(-response.excitatoryRate * pause)
    pauseInhibitory = .exp(-response.inhibitoryRate * pause)
    window = 16 / max(m, response.excitatoryRate, response.inhibitoryRate)
    if isNearExcitatory { window = min(window, 1 / max(gap(response.excitatoryRate), 0.1 * m)) }
    if isNearInhibitory { window = min(window, 1 / max(gap(response.inhibitoryRate), 0.1 * m)) }
    self.origin = origin
    anchor = origin
    anchorMembrane = 1
    set(&now, origin, membrane: 1)
  }

  /// True if the origin is too far in the past.
  func isStale(at time: Double) -> Bool { time - origin > window }

  /// Sets `now` to the factors at `time`.
  @inline(__always)
  mutating func move(to time: Double) {
    // Near a moment at which the exponential is known, its series suffices.
    let x = (time - anchor) * response.membraneRate
    if x >= 0 && x <= 0.05 {
      set(&now, time, membrane: anchorMembrane * LIFResponse.smallDecay(x))
    } else {
      anchor = time
      anchorMembrane = .exp(-response.membraneRate * (time - origin))
      set(&now, time, membrane: anchorMembrane)
    }
  }

  /// The factors at `time`.
  func values(at time: Double) -> Values {
    var values = Values()
    let x = (time - anchor) * response.membraneRate
    let membrane =
      x >= 0 && x <= 0.1
      ? anchorMembrane * LIFResponse.smallDecay(x) : .exp(-response.membraneRate * (time - origin))
    set(&values, time, membrane: membrane)
    return values
  }

  /// The factors at `time`, which is one pause after now up to rounding.
  @inline(__always)
  func valuesAfterPause(at time: Double) -> Values {
    if isNearExcitatory || isNearInhibitory { return values(at: time) }
    var values = Values()
    values.time = time
    // The first order in the rounding error is enough: the second is below the last digit.
    let more = (time - now.time) - pause
    let e = pauseExcitatory * (1 - response.excitatoryRate * more)
    let i = pauseInhibitory * (1 - response.inhibitoryRate * more)
    values.membrane = now.membrane * pauseMembrane * (1 - response.membraneRate * more)
    values.excitatory = now.excitatory * e
    values.inhibitory = now.inhibitory * i
    values.excitatoryPotential = now.excitatoryPotential * e
    values.inhibitoryPotential = now.inhibitoryPotential * i
    return values
  }

  @inline(__always)
  private func set(_ values: inout Values, _ time: Double, membrane: Double) {
    let d = time - origin
    let excitatory = response.excitatoryDecay(d, membrane: membrane)
    values.time = time
    values.membrane = membrane
    values.excitatory = excitatory
    values.excitatoryPotential = potential(
      d, rate: response.excitatoryRate, decay: excitatory, isNear: isNearExcitatory,
      gain: excitatoryGain)
    if isOneRate {
      values.inhibitory = excitatory
      values.inhibitoryPotential = values.excitatoryPotential
    } else {
      let inhibitory = response.inhibitoryDecay(d, membrane: membrane)
      values.inhibitory = inhibitory
      values.inhibitoryPotential = potential(
        d, rate: response.inhibitoryRate, decay: inhibitory, isNear: isNearInhibitory,
        gain: inhibitoryGain)
    }
  }

  @inline(__always)
  private func potential(
    _ d: Double, rate: Double, decay: Double, isNear: Bool, gain: Double
  ) -> Double {
    isNear
      ? response.elastance * LIFResponse.kernel(d, rate: rate, membraneRate: response.membraneRate)
      : gain * decay
  }
}
