import Datasets
import Networks
import Plasticity
import Protocols

/// A method of an experiment, with its publications.
public struct CitedMethod: Sendable, Equatable, Codable {
  /// The name of the method, such as `rule zero-area`.
  public var use: String
  /// The publications; empty if only the model file's words are known.
  public var references: [Reference]
  /// The source that the model file gives; nil for methods of the program.
  public var source: String?

  /// A method with its publications.
  public init(use: String, references: [Reference], source: String? = nil) {
    self.use = use
    self.references = references
    self.source = source
  }
}

extension Experiment {
  /// The methods of this experiment with their publications, in the order of a paper's methods section: neurons,
  /// learning, rules, the reference, data, tools. A publication may belong to several of them.
  public var citedMethods: [CitedMethod] {
    var citing = Citing(experiment: self)
    citing.all()
    return citing.list
  }
}

/// A collector of an experiment's citations.
private struct Citing {
  let experiment: Experiment
  var list: [CitedMethod] = []

  mutating func all() {
    if !experiment.source.isEmpty { cite("the model", [], experiment.source) }
    membranes()
    weights()
    switch experiment.task {
    case .simulate(let settings):
      for (_, rule) in settings.plasticity.sorted(by: { $0.key < $1.key }) { cite(rule) }
    case .learn(let settings, let request):
      cite("equilibrium propagation", [Bibliography.scellier2017])
      cite(settings.nudging.scheme)
      cite(settings.rule)
      for candidate in experiment.comparison?.candidates ?? [] { cite(candidate.rule) }
      if experiment.comparison != nil {
        cite(
          "recurrent backpropagation", [Bibliography.almeida1987, Bibliography.pineda1987])
      }
      cite("data set \(request.set.name)", Bibliography.data(request.set))
    case .train(let model, let settings, let request):
      cite("equilibrium propagation", [Bibliography.scellier2017])
      cite(model)
      cite(settings.nudging.scheme)
      cite("data set \(request.set.name)", Bibliography.data(request.set))
      cite("OpenBLAS", [Bibliography.wang2013])
    case .theorem(let model, let settings, let request):
      cite("equilibrium propagation", [Bibliography.scellier2017])
      cite(model)
      for scheme in settings.schemes { cite(scheme) }
      for theorem in settings.theorems { cite(theorem) }
      cite("data set \(request.set.name)", Bibliography.data(request.set))
      cite("OpenBLAS", [Bibliography.wang2013])
    }
    cite("random numbers", [Bibliography.salmon2011])
  }

  /// Adds a method; does nothing if neither the program nor the model file knows a source.
  private mutating func cite(_ use: String, _ references: [Reference], _ source: String? = nil) {
    let source = source.flatMap { $0.isEmpty ? nil : $0 }
    if references.isEmpty && source == nil { return }
    let method = CitedMethod(use: use, references: references, source: source)
    if !list.contains(method) { list.append(method) }
  }

  private mutating func membranes() {
    var usesGSL = false
    for population in experiment.network.populations {
      switch population.units {
      case .lif: cite("neuron lif", Bibliography.membranes["lif"] ?? [])
      case .membrane(let equations, let integration):
        let name = type(of: equations).name
        cite("neuron \(name)", Bibliography.membranes[name] ?? [])
        if integration == .taylor {
          cite("integration by Taylor series", [Bibliography.corliss1982])
        }
      case .source: break
      }
      usesGSL = usesGSL || population.gslIntegration != nil
    }
    if usesGSL { cite("integration by the GSL", [Bibliography.galassi2009]) }
  }

  private mutating func weights() {
    for projection in experiment.network.projections {
      switch projection.weights {
      case .glorotUniform, .glorotNormal: cite("initial weights", [Bibliography.glorot2010])
      case .constant, .uniform, .normal, .explicit, .transposed: break
      }
    }
  }

  /// Adds a rule, with the publications that the program knows, or with the source that the model file gives.
  private mutating func cite(_ rule: any SpikeTimingRule) {
    let isOwn = experiment.rules[rule.name] != nil
    let known = isOwn ? [] : Bibliography.rules[rule.name] ?? []
    cite("rule \(rule.name)", known, isOwn ? rule.citation : nil)
  }

  private mutating func cite(_ model: RateExperiment) {
    switch model.dynamics.formulation {
    case .hopfield: cite("rate model hopfield", [Bibliography.scellier2017])
    case .graded: cite("rate model graded", [Bibliography.hopfield1984])
    case .prototypical, .energyBased:
      cite("rate model \(model.dynamics.formulation.rawValue)", [Bibliography.ernoult2019])
    }
    if model.dynamics.order == .asynchronous {
      cite("asynchronous order", [Bibliography.scellier2023])
    }
    if model.dynamics.cost == .crossEntropy {
      cite("cross-entropy of a readout", [Bibliography.laborieux2021])
    }
    let feedback = model.architecture.connections.map(\.feedback)
    if feedback.contains(.untied) || feedback.contains(.fixed) {
      cite("untied feedback", [Bibliography.scellier2018])
    }
    if case .glorot = model.initialization.distribution {
      cite("initial weights", [Bibliography.glorot2010])
    }
  }

  private mutating func cite(_ scheme: Nudging.Scheme) {
    switch scheme {
    case .symmetric: cite("symmetric nudging", [Bibliography.laborieux2021])
    case .circle: cite("nudging on a circle", [Bibliography.laborieux2022])
    case .oneSided, .randomSign, .twin, .alternating: break
    }
  }

  private mutating func cite(_ theorem: TheoremSettings.Theorem) {
    switch theorem {
    case .stepByStep: cite("EP = BPTT step by step", [Bibliography.ernoult2019])
    case .timeCourse:
      cite("EP = RBP at every moment", [Bibliography.scellier2019, Bibliography.galassi2009])
    case .gradients:
      cite("recurrent backpropagation", [Bibliography.almeida1987, Bibliography.pineda1987])
    case .energy: break
    }
  }
}
