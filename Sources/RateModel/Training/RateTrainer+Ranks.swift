import Collectives
import Networks

/// The exchange of a batch's gradients, reports and states among ranks.
extension RateTrainer {
  /// Adds the gradients of all shards of all ranks to that of the first worker, in the order of the shards: ((g0 + g1)
  /// + g2) + ..., whatever rank computed them.
  ///
  /// Each rank owns a part of all parameters. It receives that part of every shard's gradient, adds in order, and gives
  /// the sum to all. A rank therefore sends its shards once and receives one gradient.
  func addGradients(_ mine: Int) {
    guard ranks.count > 1 else {
      for index in 1..<max(mine, 1) { workers[0].gradient.add(1, workers[index].gradient) }
      return
    }
    let total = workers[0].gradient.count
    let shards = (0..<mine).map { Array(workers[$0].gradient.values.joined()) }
    let parts = (0..<ranks.count).map { rank in
      let part = ranks.share(of: total, rank: rank)
      return shards.flatMap { $0[part] }
    }
    let width = ranks.share(of: total).count
    var sum: [Float]?
    for block in ranks.swap(parts) where !block.isEmpty {
      for start in stride(from: 0, to: block.count, by: width) {
        guard var before = sum else {
          sum = Array(block[start..<start + width])
          continue
        }
        sum = nil
        for k in 0..<width { before[k] += block[start + k] }
        sum = before
      }
    }
    let whole = ranks.gather(sum ?? []).flatMap(\.self)
    var place = 0
    for k in workers[0].gradient.values.indices {
      let count = workers[0].gradient.values[k].count
      workers[0].gradient.values[k] = Array(whole[place..<place + count])
      place += count
    }
  }

  /// The reports of the shards of all ranks, in order, from those of this rank.
  func gatherReports(_ own: [BatchReport]) -> [BatchReport] {
    guard ranks.count > 1 else { return own }
    let lists = ranks.gather(
      lists: own.flatMap { report in
        [
          report.predictions.map(Double.init),
          [report.cost, Double(report.steps), report.residual],
        ]
      })
    return stride(from: 0, to: lists.count, by: 2).map { k in
      let numbers = lists[k + 1]
      var report = BatchReport(cost: numbers[0], steps: Int(numbers[1]), residual: numbers[2])
      report.predictions = lists[k].map { Int($0) }
      return report
    }
  }

  /// u of each layer for the samples of all ranks, in order.
  func gatherStates(_ own: [[[Float]]]) -> [[[Float]]] {
    guard ranks.count > 1 else { return own }
    let lists = ranks.gather(lists: own.flatMap(\.self)), layers = architecture.layers.count
    return stride(from: 0, to: lists.count, by: layers).map { Array(lists[$0..<$0 + layers]) }
  }
}
