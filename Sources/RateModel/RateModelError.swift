/// The reason that a rate model cannot be made, or does not settle.
public enum RateModelError: Error, Equatable, Sendable {
  /// Units without synaptic currents have no drive.
  case noCurrent(population: String)
  /// There is no such population.
  case noPopulation(String)
  /// A source besides the input has no values.
  case secondSource(String)
  /// Weights onto a population are jumps, not mean currents of a unit at its highest rate.
  case perSpike(String)
  /// A projection that is not full has no wiring.
  case noWiring(String)
  /// A population has neither a closed form nor a measured curve.
  case noCurve(population: String)
  /// The state left all bounds.
  case diverged(step: Int)
  /// A weight or bias, counted from 0 in its array, ceased to be finite when it was learned.
  case overflow(parameter: String, index: Int)
  /// The drive of a unit left all bounds.
  case escaped(layer: String, unit: Int, step: Int)
  /// The state of a layer is infinite or not a number.
  case notFinite(layer: String, step: Int)
  /// Complex betas need an activation that can be continued to complex drives.
  case notHolomorphic(String)
  /// Adjoints are those of synchronous steps.
  case asynchronousAdjoint
  /// The integrator failed.
  case integration(String)
}

extension RateModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noCurrent(let population):
      "Population '\(population)' has voltage-jump synapses, for which there is no rate model of "
        + "the drive; use exponential synapses."
    case .noPopulation(let name): "There is no population '\(name)'."
    case .secondSource(let name):
      "The source '\(name)' has no place in a rate model, which has one input; hold it at values, or remove it."
    case .perSpike(let name):
      "Weights onto '\(name)' are per spike; the rate model needs them per rate."
    case .noWiring(let name):
      "The projection '\(name)' is not full: its wiring is needed, which says which pairs it joins."
    case .noCurve(let population):
      "The f-I curve of '\(population)' has no closed form and was not measured."
    case .diverged(let step):
      "The rate model diverged at step \(step): weights or learning rates are too large."
    case .escaped(let layer, let unit, let step):
      "The rate model diverged at step \(step), first seen in unit \(unit) of '\(layer)': weights, drives or "
        + "learning rates are too large."
    case .overflow(let parameter, let index):
      "Number \(index) of the parameters '\(parameter)' ceased to be finite: its learning rate is too high; "
        + "lower it."
    case .notFinite(let layer, let step):
      "Layer '\(layer)' is infinite or not a number after \(step) steps: weights, step or learning "
        + "rates are too large."
    case .notHolomorphic(let name):
      "Nudging on a circle needs complex states, which '\(name)' with this cost and pooling does not "
        + "have; use tanh, sigmoid or shifted-sigmoid with squared-error, or symmetric nudging."
    case .asynchronousAdjoint:
      "Backpropagation follows synchronous steps; choose order: synchronous."
    case .integration(let reason): "The rate model could not be integrated: \(reason)"
    }
  }
}
