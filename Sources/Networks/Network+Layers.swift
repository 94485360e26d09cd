import Quantities

extension Network {
  /// A layered network as in the shipped model `digits`: a clamped input, then layers of dimensionless LIF units with
  /// tied weights.
  ///
  /// Populations are called `input`, `hidden` (`hidden1`, `hidden2`, ... if there are several) and `output`;
  /// projections are called `input->hidden` and so on. Weights are `glorotUniform`. The input's projection is one-way;
  /// the others are symmetric: one matrix for both directions.
  ///
  /// - Parameters:
  ///   - sizes: Numbers of units of the input and of each layer; three numbers or more.
  ///   - membrane: The membrane of all units.
  ///   - maximumRate: r_max of all units [1/ms].
  ///   - outputBias: Added to the constant drive of the output units.
  ///   - gain: The gain of the initial weights.
  public static func layers(
    _ sizes: [Int], membrane: LIF = .equilibrium, maximumRate: Double = 1, outputBias: Double = 0.1,
    gain: Double = 0.5
  ) -> Network {
    precondition(
      sizes.count >= 3, "A network that learns has an input, a hidden and an output layer.")
    let last = sizes.count - 1
    let names = sizes.indices.map { index in
      index == 0 ? "input" : index == last ? "output" : last == 2 ? "hidden" : "hidden\(index)"
    }
    var output = membrane
    output.current += outputBias
    return Network(
      populations: sizes.indices.map { index in
        Population(
          names[index], size: sizes[index],
          index == 0 ? .source(.clamp) : .lif(index == last ? output : membrane),
          drive: index == 0 ? nil : .plain(maximumRate))
      },
      projections: (0..<last).map { index in
        Projection(
          from: names[index], to: names[index + 1], weights: .glorotUniform(gain: gain),
          symmetric: index > 0)
      })
  }
}

extension LIF {
  /// A membrane whose f-I curve is nearly a rectified line for r_max 1/ms: theta = -V_reset = 1 / (2 tau_m r_max), with
  /// tau_m 20 ms, t_ref 0.3 ms and tau_syn 5 ms.
  public static let equilibrium = LIF.dimensionless(
    membraneTimeConstant: 20.ms, threshold: 0.025, reset: -0.025, refractoryTime: 0.3.ms,
    initial: .uniform(-0.025, 0.025), synapticTimeConstant: 5.ms)
}
