/// Outcomes of samples as lists of numbers, for other ranks. Integers are exact up to 2^53.
extension SampleOutcome {
  /// The whole outcome.
  var lists: [[Double]] {
    func lists(_ table: [Int: [Double]]) -> [[Double]] {
      let keys = table.keys.sorted()
      return [keys.map(Double.init)] + keys.map { table[$0]! }
    }
    return [scores, drift, signal, [Double(spikes), Double(events), freeEnd, hasSettled ? 1 : 0]]
      + lists(freeActivity) + lists(biases) + [backward.map { $0 == nil ? 0 : 1 }] + forward
      + backward.compactMap(\.self)
  }

  /// Takes the first outcome from `rest`, which `lists` of some outcomes make.
  init(taking rest: inout ArraySlice<[Double]>) {
    func table() -> [Int: [Double]] {
      let keys = rest.removeFirst().map { Int($0) }
      return Dictionary(uniqueKeysWithValues: keys.map { ($0, rest.removeFirst()) })
    }
    scores = rest.removeFirst()
    drift = rest.removeFirst()
    signal = rest.removeFirst()
    let numbers = rest.removeFirst()
    (spikes, events) = (Int(numbers[0]), Int(numbers[1]))
    (freeEnd, hasSettled) = (numbers[2], numbers[3] == 1)
    freeActivity = table()
    biases = table()
    let hasBackward = rest.removeFirst()
    forward = hasBackward.map { _ in rest.removeFirst() }
    backward = hasBackward.map { $0 == 1 ? rest.removeFirst() : nil }
  }
}
