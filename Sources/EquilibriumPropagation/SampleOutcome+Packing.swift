/// Outcomes of samples as plain numbers, for other ranks. Integers are exact up to 2^53.
extension SampleOutcome {
  /// Appends the whole outcome to `numbers`.
  func pack(into numbers: inout [Double]) {
    func add(_ list: [Double]) {
      numbers.append(Double(list.count))
      numbers += list
    }
    func add(_ table: [Int: [Double]]) {
      numbers.append(Double(table.count))
      for (key, list) in table.sorted(by: { $0.key < $1.key }) {
        numbers.append(Double(key))
        add(list)
      }
    }
    add(scores)
    add(freeActivity)
    numbers.append(Double(forward.count))
    for (one, other) in zip(forward, backward) {
      add(one)
      numbers.append(other == nil ? 0 : 1)
      if let other { add(other) }
    }
    add(biases)
    add(drift)
    add(signal)
    numbers += [Double(spikes), Double(events), freeEnd, hasSettled ? 1 : 0]
  }

  /// The outcomes in `numbers`, which `pack` made.
  static func unpack(_ numbers: [Double]) -> [SampleOutcome] {
    var reading = NumberReading(numbers)
    var outcomes: [SampleOutcome] = []
    while !reading.isAtEnd {
      var outcome = SampleOutcome()
      outcome.scores = reading.list()
      outcome.freeActivity = reading.table()
      for _ in 0..<reading.whole() {
        outcome.forward.append(reading.list())
        outcome.backward.append(reading.whole() == 1 ? reading.list() : nil)
      }
      outcome.biases = reading.table()
      outcome.drift = reading.list()
      outcome.signal = reading.list()
      outcome.spikes = reading.whole()
      outcome.events = reading.whole()
      outcome.freeEnd = reading.number()
      outcome.hasSettled = reading.whole() == 1
      outcomes.append(outcome)
    }
    return outcomes
  }
}

/// A reader of numbers, one after the other.
private struct NumberReading {
  private let numbers: [Double]
  private var place = 0

  init(_ numbers: [Double]) { self.numbers = numbers }

  var isAtEnd: Bool { place == numbers.count }

  mutating func number() -> Double {
    defer { place += 1 }
    return numbers[place]
  }

  mutating func whole() -> Int { Int(number()) }

  mutating func list() -> [Double] {
    let count = whole()
    defer { place += count }
    return Array(numbers[place..<place + count])
  }

  mutating func table() -> [Int: [Double]] {
    var result: [Int: [Double]] = [:]
    for _ in 0..<whole() {
      let key = whole()
      result[key] = list()
    }
    return result
  }
}
