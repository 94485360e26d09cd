public import Datasets
public import Networks
public import Protocols
import RateModel

extension LearningSettings {
  /// Throws when samples do not have the shape of the input, or more classes than there are outputs.
  ///
  /// No arrays are allocated, so networks of any size can be checked. Populations that do not exist are refused
  /// elsewhere.
  public func check(_ data: Dataset, for network: Network) throws(LearningError) {
    guard let input = network.index(of: input), let output = network.index(of: output) else {
      return
    }
    let sizes = (network.populations[input].size, network.populations[output].size)
    guard data.features == sizes.0 else {
      throw .size(
        what: "values of a sample against units of '\(self.input)'", found: data.features,
        expected: sizes.0,
        remedy: "set 'network.populations.\(self.input).size' to \(data.features)")
    }
    try checkTrains(data, network.populations[network.index(of: self.input)!])
    guard states != .continued || lives <= max(data.count, 1) else {
      throw .size(
        what: "lives against samples of the training set", found: lives, expected: data.count,
        remedy: "set 'learning.lives' to at most \(data.count)")
    }
    guard data.classes <= sizes.1 else {
      throw .size(
        what: "classes against units of '\(self.output)'", found: data.classes, expected: sizes.1,
        remedy: "set 'network.populations.\(self.output).size' to \(data.classes)")
    }
  }
}

extension LearningSettings {
  /// Throws unless samples are spike trains just where the input plays them, with its r_max.
  private func checkTrains(_ data: Dataset, _ input: Population) throws(LearningError) {
    var plays = false
    if case .source(.samples) = input.units { plays = true }
    guard let trains = data.trains else {
      guard plays else { return }
      throw .population(
        role: "input", name: input.name,
        reason:
          "plays spike trains, but samples are values; take a data set of trains, or make it 'clamp', "
          + "'regular' or 'poisson'")
    }
    guard plays else {
      throw .population(
        role: "input", name: input.name,
        reason:
          "has no place for spike trains, which the samples are; make it 'kind: spikes, times: data'"
      )
    }
    guard trains.maximumRate == input.maximumRate else {
      throw .population(
        role: "input", name: input.name,
        reason:
          "has r_max \(input.maximumRate) /ms, but the samples have \(trains.maximumRate) /ms; set 'data.r_max' "
          + "to \(input.maximumRate)")
    }
  }
}

extension RateExperiment {
  /// Throws when samples do not have the shape of the input, or the last layer does not have one unit for each class.
  /// With cross-entropy the readout has these units, and the last layer may have any size.
  public func check(_ data: Dataset) throws(LearningError) {
    let input = architecture.input.count
    guard data.features == input else {
      throw .size(
        what: "values of a sample against 'rate.input'", found: data.features, expected: input,
        remedy: "set it to the shape of a sample, \(data.features) in all")
    }
    let output = architecture.layers[architecture.output].shape.count
    guard dynamics.cost == .crossEntropy || data.classes == output else {
      throw .size(
        what: "classes against units of the last layer", found: data.classes, expected: output,
        remedy: "give that layer \(data.classes) units; labels count from 0")
    }
    let classes = dynamics.cost == .crossEntropy ? data.classes : nil
    for (name, shape) in architecture.parameterShapes(classes: classes) {
      guard let given = initialization.given[name] else { continue }
      guard given.count == shape.reduce(1, *) else {
        throw .size(
          what: "numbers of '\(name)'", found: given.count, expected: shape.reduce(1, *),
          remedy: "give \(shape), or leave it out and it is drawn")
      }
    }
  }
}
