import Datasets
import Networks
import Plasticity
public import Protocols
import Quantities

/// Warnings of values that are right by themselves, but not used in this model or probably not meant.
struct UnusedValueReading {
  let experiment: Experiment
  let places: KeyPlaces
  let log: ProblemLog

  func check() {
    switch experiment.task {
    case .simulate(let settings):
      bounds { settings.plasticity[$0] != nil }
      rewards(settings)
    case .learn(let settings, _):
      bounds { settings.learningRates[$0] ?? 0 > 0 }
      learning(settings)
    case .train(_, let settings, let request):
      biases(settings)
      if let train = request.train {
        if let text = settings.leftOutWarning(of: train) {
          log.warning(places.place(of: ["training", "batch"]), text)
        }
      }
    case .theorem(_, let settings, let request):
      samples(settings.samples, ["theorem", "samples"], request.train)
    }
    release()
  }

  private func bounds(isPlastic: (String) -> Bool) {
    for projection in experiment.network.projections
    where !isPlastic(projection.name) && projection.bounds != -Double.infinity...Double.infinity {
      log.warning(
        places.place(of: ["network", "projections", projection.name, "bounds"]),
        "'bounds' has no effect: nothing changes the weights of '\(projection.name)'")
    }
  }

  private func release() {
    for projection in experiment.network.projections where projection.release != 1 {
      guard let source = experiment.network.index(of: projection.source),
        experiment.network.populations[source].isClamped
      else { continue }
      log.warning(
        places.place(of: ["network", "projections", projection.name, "release"]),
        "'release' has no effect: '\(projection.source)' is clamped, and no spike is lost on the way"
      )
    }
  }

  private func rewards(_ settings: SimulationSettings) {
    guard !settings.rewards.times.isEmpty else { return }
    let place = places.place(of: ["simulate", "rewards"])
    let waits = settings.plasticity.values.contains {
      ($0 as? any SynapseVariableRule)?.drift != nil
    }
    if !waits {
      log.warning(place, "'rewards' has no effect: no rule of 'plasticity' waits for reward")
    }
    let late = settings.rewards.times.count { $0 > settings.duration.value }
    if late > 0 {
      log.warning(
        places.place(of: ["simulate", "rewards", "times"]),
        "\(late) of \(settings.rewards.times.count) rewards come after the end of the simulation, at "
          + "\(Dimension.time.text(settings.duration.value))")
    }
  }

  private func samples(_ wanted: Int, _ path: [String], _ train: Int?) {
    guard let train, wanted > train, places.has(path) else { return }
    log.warning(
      places.place(of: path),
      "'samples' is \(wanted), but there are \(train) training samples: all of them are taken")
  }

  /// Warns of given biases, which learn like others although a user may not expect it.
  private func biases(_ settings: RateTrainingSettings) {
    for (layer, rate) in settings.biasRates.sorted(by: { $0.key < $1.key }) where rate > 0 {
      let written = ["rate", "biases", layer == "readout" ? "readout bias" : layer]
      guard places.has(written), !places.has(["training", "bias_rates", layer]) else { continue }
      let number = Dimension.number.text(rate)
      log.warning(
        places.place(of: written),
        "the biases of '\(layer)' begin like this and learn, with the rate \(number) of the weights; "
          + "'training.bias_rates: {\(layer): 0}' holds them, \(number) says that they are to learn"
      )
    }
  }

  /// Warns of a gate that opens before the rates of the slowest units have followed a nudge.
  private func gate(_ settings: LearningSettings) {
    let network = experiment.network, learned = Set(settings.learningRates.keys)
    let slowest = network.populations.filter { !$0.isSource }
      .map { network.settling(of: $0, through: learned).value }.max()
    guard settings.nudging.contrast().isSequential, let slowest,
      settings.phases.onset.value < 2 * slowest
    else { return }
    log.warning(
      places.place(of: ["learning", "phases", "onset"]),
      "the gate opens \(Dimension.time.text(settings.phases.onset.value)) after each nudge, before rates have "
        + "followed it: changes may have the sign of the nudge before; set 'onset' to "
        + "\(Dimension.time.text(2 * slowest)) or more, twice the slowest synapse")
  }

  private func learning(_ settings: LearningSettings) {
    gate(settings)
    for (name, rate) in settings.learningRates.sorted(by: { $0.key < $1.key }) where rate == 0 {
      log.warning(
        places.place(of: ["learning", "rates", name]),
        "the weights of '\(name)' do not learn: the rate is 0")
    }
    if settings.trainsTwin || settings.compareEvery > 0 {
      for population in experiment.network.populations
      where population.isSource && !population.isClamped && population.name != settings.input {
        log.warning(
          places.place(of: ["network", "populations", population.name]),
          "the rate twin has no '\(population.name)': only the spiking network receives its spikes, so the two differ"
        )
      }
    }
    if case .learn(_, let request) = experiment.task, let train = request.train {
      if settings.compareEvery > 0 {
        samples(settings.compareSamples, ["learning", "compare", "samples"], train)
      }
      if let comparison = experiment.comparison {
        samples(comparison.samples, ["comparison", "samples"], train)
      }
      if settings.batch > train, places.has(["learning", "batch"]) {
        log.warning(
          places.place(of: ["learning", "batch"]),
          "'batch' is \(settings.batch), but there are \(train) training samples: they are one batch"
        )
      }
    }
  }
}

extension RateTrainingSettings {
  /// The warning of the number of samples, of `train`, that are in no batch of an epoch; nil if all are in one.
  public func leftOutWarning(of train: Int) -> String? {
    let count = leftOut(of: train)
    guard count > 0 else { return nil }
    return
      "batches of \(batch) leave out \(count) of \(train) training samples in each epoch, others each time; a "
      + "batch that divides \(train) leaves out none"
  }
}
