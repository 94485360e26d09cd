import Collectives
import Datasets
import Engine
import Networks
import Plasticity
import Protocols
import Quantities

/// The spiking network that learns: parameters, shared weights, and one worker for each thread, or for each life where
/// states are continued.
final class SpikingLearner: @unchecked Sendable {
  let plan: LearningPlan
  private(set) var parameters: Parameters
  /// Weights that simulations read; they are written between batches only.
  let stores: [WeightStore]
  private let workers: [SampleWorker]
  /// Workers of samples that are only looked at, where states are continued: they are no part of the lives.
  private let visitors: [SampleWorker]
  private let threads: Int
  private let ranks: any RankExchange

  init(
    _ plan: LearningPlan, threads: Int, ranks: any RankExchange = SingleRank()
  ) throws(LearningError) {
    self.plan = plan
    self.ranks = ranks
    self.threads = max(threads, 1)
    let stores = try learning { () throws(SimulationError) in
      try Simulation.stores(of: plan.network, seed: plan.seed)
    }
    self.stores = stores
    parameters = Parameters(plan, stores: stores)
    if let device = plan.settings.device, device.levels > 1 {
      // Initial weights are put on the grid, too.
      var whole = device
      whole.stuck = 0
      parameters.limit(
        whole, plan.plastic.map(\.name), before: parameters, seed: plan.seed.branch("device"))
    }
    let settings = plan.settings, isLife = settings.states == .continued
    if isLife && ranks.count > 1 {
      throw .setting(
        name: .states, value: settings.states.rawValue,
        expected: "fresh in a run over \(ranks.count) ranks: a life is lived in one process")
    }
    func workers(_ count: Int) throws(LearningError) -> [SampleWorker] {
      var made: [SampleWorker] = []
      for _ in 0..<count {
        made.append(
          try SampleWorker(
            plan, stores: stores,
            splitsBranches: 2 * (isLife ? settings.lives : settings.batch) <= threads))
      }
      return made
    }
    self.workers = try workers(isLife ? settings.lives : max(threads, 1))
    visitors = try workers(isLife ? settings.lives : 0)
    publish()
  }

  /// Replaces all weights and biases.
  func load(_ new: Parameters) {
    parameters = new
    publish()
  }

  /// Begins all lives anew, where states are continued.
  func begin(_ epoch: Int) {
    guard plan.settings.states == .continued else { return }
    for (life, worker) in workers.enumerated() { worker.begin(epoch << 40 | life) }
  }

  /// The part of samples in the lives of networks whose states are continued; fresh samples all are alike.
  enum Part {
    /// They continue the lives.
    case life
    /// They are looked at by other networks, which begin anew.
    case visit
    /// They are looked at by the networks that the visit has left.
    case visitContinued
  }

  /// Runs samples through the free phase, and through the nudged branches if `learns`. Each rank runs its
  /// share and receives the outcomes of all samples, in their order.
  ///
  /// - Parameters:
  ///   - part: The part of the samples in the lives of networks.
  ///   - run: The number of the independent run of sample `index`.
  func outcomes(
    _ data: Dataset, _ indices: ArraySlice<Int>, learns: Bool, sign: Double = 1,
    as part: Part = .visit,
    run: @Sendable (Int) -> Int
  ) throws(LearningError) -> [SampleOutcome] {
    let all = Array(indices)
    if plan.settings.states == .continued {
      return try continued(data, all, learns: learns, sign: sign, as: part, run: run)
    }
    if ranks.count == 1 { return try own(data, all, learns: learns, sign: sign, run: run) }
    // A rank with an error sends it to the others, so that none waits for it.
    let found: Result<[SampleOutcome], LearningError>
    do throws(LearningError) {
      let share = Array(all[ranks.share(of: all.count)])
      found = .success(try own(data, share, learns: learns, sign: sign, run: run))
    } catch { found = .failure(error) }
    var lists: [[Double]] = [], words: [UInt8] = []
    switch found {
    case .success(let outcomes): lists = outcomes.flatMap(\.lists)
    case .failure(let error): words = Array(error.description.utf8)
    }
    let errors = ranks.gather(words)
    if let first = errors.firstIndex(where: { !$0.isEmpty }) {
      if first == ranks.rank { _ = try found.get() }
      throw .elsewhere(rank: first, reason: String(decoding: errors[first], as: UTF8.self))
    }
    var rest = ranks.gather(lists: lists)[...], outcomes: [SampleOutcome] = []
    while !rest.isEmpty { outcomes.append(SampleOutcome(taking: &rest)) }
    return outcomes
  }

  /// The outcomes of the samples of this rank, over its threads.
  private func own(
    _ data: Dataset, _ samples: [Int], learns: Bool, sign: Double, run: @Sendable (Int) -> Int
  ) throws(LearningError) -> [SampleOutcome] {
    try Parallel.map(samples.count, threads: threads) {
      (worker, k) throws(LearningError) in
      let index = samples[k]
      return try workers[worker].run(
        run(index), data, index, parameters, learns: learns, sign: orientation(sign))
    }
  }

  /// Nil where each sample has a coin of its own.
  private func orientation(_ sign: Double) -> Double? {
    plan.settings.nudging.scheme == .alternating ? nil : sign
  }

  /// The outcomes of samples, one after the other in each of the networks, which share them in turn.
  private func continued(
    _ data: Dataset, _ samples: [Int], learns: Bool, sign: Double, as part: Part,
    run: @Sendable (Int) -> Int
  ) throws(LearningError) -> [SampleOutcome] {
    let lives = plan.settings.lives
    let found = try Parallel.map(lives, threads: threads) {
      (_, number) throws(LearningError) in
      var outcomes: [SampleOutcome] = []
      for k in stride(from: number, to: samples.count, by: lives) {
        let isFirst = part == .visit && k == number
        outcomes.append(
          try (part == .life ? workers : visitors)[number].run(
            run(samples[k]), data, samples[k], parameters, learns: learns,
            sign: orientation(sign), continues: !isFirst))
      }
      return outcomes
    }
    return samples.indices.map { found[$0 % lives][$0 / lives] }
  }

  /// Moves weights and biases by the sum of the changes of the samples of a batch, in their order.
  func learn(
    _ data: Dataset, _ indices: ArraySlice<Int>, _ outcomes: [SampleOutcome], factor: Double
  )
    throws(LearningError)
  {
    let share = factor / Double(outcomes.count)
    // A second reference to the arrays would make each change copy them.
    let before = plan.settings.device == nil ? nil : parameters
    for (k, plastic) in plan.plastic.enumerated() {
      let rate = share * (plan.settings.learningRates[plastic.name] ?? 0)
      guard rate != 0 else { continue }
      if plan.isHeld(plastic) {
        for (index, outcome) in zip(indices, outcomes) {
          guard let x = plan.values(plastic, data.row(index)) else { continue }
          parameters.move(
            plastic.name, outer: x, outcome.forward[k], rate: rate, bounds: plastic.bounds)
        }
      } else {
        parameters.move(
          plastic.name, by: Self.total(outcomes, k), rate: rate, bounds: plastic.bounds)
      }
    }
    for (name, rate) in plan.settings.biasRates.sorted(by: { $0.key < $1.key }) {
      guard let index = plan.network.index(of: name), let first = outcomes.first?.biases[index]
      else { continue }
      var sum = [Double](repeating: 0, count: first.count)
      for outcome in outcomes { for i in sum.indices { sum[i] += outcome.biases[index]![i] } }
      parameters.moveBias(name, by: sum, rate: share * rate)
    }
    for index in plan.homeostatic {
      parameters.drift(plan, index, outcomes.map { $0.freeActivity[index]! }, share: share)
    }
    if let device = plan.settings.device, let before {
      parameters.limit(
        device, plan.plastic.map(\.name), before: before, seed: plan.seed.branch("device"))
    }
    publish()
  }

  /// The tied change summed over samples: forward and backward added, or forward alone when the rule
  /// gives the same in both directions.
  static func total(_ outcomes: [SampleOutcome], _ k: Int) -> [Double] {
    var sum = [Double](repeating: 0, count: outcomes.first?.forward[k].count ?? 0)
    for outcome in outcomes {
      for i in sum.indices { sum[i] += outcome.forward[k][i] }
      if let backward = outcome.backward[k] { for i in sum.indices { sum[i] += backward[i] } }
    }
    return sum
  }

  private func publish() {
    for (projection, store) in zip(plan.network.projections, stores)
    where projection.source != plan.settings.input || !plan.clampsInput {
      let weights = parameters.weights[projection.name]!
      store.load(plan.layouts[projection.name]?.values(weights) ?? weights)
    }
  }

  /// Fraction of samples predicted wrongly; `progress` is called with the number of samples so far, and of wrong ones.
  func error(_ data: Dataset, progress: (Int, Int) -> Void) throws(LearningError) -> Double {
    let answers = try answers(data, progress: progress)
    let wrong = zip(data.labels, answers).count { $0 != $1 }
    return data.count > 0 ? Double(wrong) / Double(data.count) : 0
  }

  /// The answers to all samples; `progress` is called with the number of samples so far, and of wrong ones.
  func answers(_ data: Dataset, progress: (Int, Int) -> Void) throws(LearningError) -> [Int] {
    var wrong = 0, answers: [Int] = []
    let all = Array(0..<data.count), chunk = 100
    for start in stride(from: 0, to: data.count, by: chunk) {
      let part = all[start..<min(start + chunk, data.count)]
      let outcomes = try outcomes(
        data, part, learns: false, as: start == 0 ? .visit : .visitContinued
      ) { -1 - $0 }
      wrong += zip(part, outcomes).count { data.labels[$0] != $1.prediction }
      answers += outcomes.map(\.prediction)
      progress(part.endIndex, wrong)
    }
    return answers
  }
}
