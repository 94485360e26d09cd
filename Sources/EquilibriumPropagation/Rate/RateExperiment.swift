public import Networks
public import Quantities
public import RateModel
import RealModule

/// A rate model: layers, equations, and how its weights are drawn.
public struct RateExperiment: Sendable {
  /// Layers and connections.
  public var architecture: Architecture
  /// Equations.
  public var dynamics: Dynamics
  /// Where weights come from.
  public var initialization: ParameterInitialization
  /// The files that given parameters came from, by name.
  public var origins: [String: FileOrigin] = [:]

  /// A model of these parts.
  public init(
    architecture: Architecture, dynamics: Dynamics,
    initialization: ParameterInitialization = ParameterInitialization()
  ) {
    self.architecture = architecture
    self.dynamics = dynamics
    self.initialization = initialization
  }

  /// Parameters as the seed draws them; with a readout for `classes` where the cost needs one.
  public func parameters<Scalar: RateScalar>(
    classes: Int, seed: Seed, as: Scalar.Type = Scalar.self
  ) -> ParameterSet<Scalar> {
    initialization.parameters(
      architecture, readout: dynamics.cost == .crossEntropy ? classes : nil,
      seed: seed.branch("weights"))
  }
}

/// How a rate model is trained.
public struct RateTrainingSettings: Sendable, Equatable {
  /// Which betas.
  public var nudging = RateNudging(.symmetric, strength: 0.5)
  /// Steps of the phases.
  public var phases = RatePhases(free: 30, nudged: 10)
  /// Targets of silent and of active outputs.
  public var targets = Targets(off: 0, on: 1)
  /// Samples in a batch.
  public var batch = 20
  /// Samples that one thread computes at a time; part of the result's last digits.
  public var shard = 10
  /// Passes through the training set.
  public var epochs = 10
  /// Learning rates by connection, and `readout`.
  public var rates: [String: Double] = [:]
  /// Learning rates of biases by layer; those of the connection that drives it, unless given.
  public var biasRates: [String: Double] = [:]
  /// mu of momentum.
  public var momentum = 0.0
  /// lambda of weight decay.
  public var weightDecay = 0.0
  /// How rates fall.
  public var schedule = RateSchedule.linear
  /// Whether states go on where they were in the epoch before, or begin at rest.
  public var keepsStates = false
  /// How many trainings are run: the first with the seed of the experiment, the others with branches of it.
  public var seeds = 1

  /// Settings with all defaults.
  public init() {}

  /// How many of `count` training samples an epoch leaves out, as they do not fill a batch.
  public func leftOut(of count: Int) -> Int { count > batch ? count % batch : 0 }

  /// The learning rates of the biases of all layers of `model`, and of `readout`: as given, else that of the first
  /// connection that drives the layer. Layers whose biases stay are left out.
  public func biasRates(in model: RateExperiment) -> [String: Double] {
    var result: [String: Double] = [:]
    for (index, layer) in model.architecture.layers.enumerated() {
      let driver = model.architecture.connections.first { $0.post == index }
      result[layer.name] = biasRates[layer.name] ?? driver.flatMap { rates[$0.name] }
    }
    if model.dynamics.cost == .crossEntropy {
      result["readout"] = biasRates["readout"] ?? rates["readout"]
    }
    return result
  }
}

/// The factor of all learning rates over a training of `total` batches.
public enum RateSchedule: Sendable, Equatable {
  /// 1.
  case constant
  /// From 1 to 0 in a straight line.
  case linear
  /// (1 + cos(pi t)) / 2.
  case cosine
  /// This factor for each epoch.
  case exponential(factor: Double)

  /// The factor of batch `done` of `total`, in epoch `epoch` (from 0).
  public func factor(done: Int, total: Int, epoch: Int) -> Double {
    let progress = Double(done) / Double(max(total, 1))
    switch self {
    case .constant: return 1
    case .linear: return 1 - progress
    case .cosine: return 0.5 * (1 + Double.cos(.pi * progress))
    case .exponential(let factor):
      return (0..<epoch).reduce(1.0) { result, _ in result * factor }
    }
  }
}

/// Which statements of theory are measured on a rate model, and how.
public struct TheoremSettings: Sendable, Equatable {
  /// The statements.
  public var theorems = Theorem.allCases
  /// Samples of the training set, from its beginning.
  public var samples = 20
  /// Steps of the phases; several: one row for each.
  public var phases = [RatePhases(free: 30, nudged: 10)]
  /// |beta|, one row for each.
  public var betas = [0.01, 0.1, 0.5]
  /// Schemes that are compared.
  public var schemes = [RateNudging.Scheme.oneSided, .symmetric]
  /// Targets of silent and of active outputs.
  public var targets = Targets(off: 0, on: 1)
  /// The numbers that step-by-step comparisons are computed in.
  public var precision = StepByStep.Precision.double

  /// Settings with all defaults.
  public init() {}

  /// A statement.
  public enum Theorem: String, Sendable, CaseIterable, Codable {
    /// The t-th update of EP is the t-th gradient of BPTT, counted from the end (Ernoult et al. 2019).
    case stepByStep = "step-by-step"
    /// EP's temporal derivatives are RBP's error derivatives at every moment (Scellier & Bengio 2018).
    case timeCourse = "time-course"
    /// EP tends to the gradient of finite differences, with orders 1 and 2 in beta.
    case gradients
    /// Free dynamics never raise the energy.
    case energy
  }
}
