/// The least of n keys that change one at a time.
///
/// Keys below a horizon are also kept in a short list, in which the least key is searched; the change of
/// a key beyond the horizon is a single write. When the list is empty, the horizon moves
/// on, and one pass over all keys fills the list anew, with about 0.6 sqrt(n) keys: searching
/// the list and filling it then cost about the same.
///
/// Most keys of a population of neurons are bounds that are replaced long before they are due: a heap
/// or a tournament would sort them in vain. Among equal keys the lowest index wins, independent of the order
/// of changes; this is the order of simultaneous events.
struct KeyQueue: ~Copyable {
  private let keys: Column<Double>
  /// The short list: keys, their indices, and the place of each index in it (-1: none).
  private let nearKeys: Column<Double>
  private let nearIndices: Column<Int32>
  private let places: Column<Int32>
  private var nearCount = 0
  /// The place of the least key in the list; -1 if unknown.
  private var first = -1
  private var horizon: Double
  /// The horizon of an empty list; infinite when there are so few keys that all finite ones are in it.
  private let nearest: Double
  /// The distance by which the horizon moves; it is adapted to the number of keys that a move takes in.
  private var step = firstStep
  private static let firstStep = 0.05
  private let goal: Int
  /// The number of keys in the list above which the horizon comes nearer.
  private var crowd: Int
  /// If the least key occurs many times: the indices of these equal keys in order, so that they are not searched one by
  /// one; their number, and the number that are done. A `tiedKey` of -infinity stands for none.
  private let tied: Column<Int32>
  private var tiedKey = -Double.infinity, tiedCount = 0, tiedDone = 0

  init(_ count: Int) {
    keys = Column(max(count, 1), .infinity)
    nearKeys = Column(max(count, 1), .infinity)
    nearIndices = Column(max(count, 1) + 8, 0)
    places = Column(max(count, 1), -1)
    goal = max(8, Int(0.6 * Double(count).squareRoot()))
    nearest = count <= 32 ? .infinity : -.infinity
    horizon = nearest
    crowd = 8 * goal
    tied = Column(count < Self.manyTied ? 0 : count, 0)
  }

  /// The number of equal keys from which on they are put in order.
  private static let manyTied = 256

  /// The index of the least key; 0 if all are infinite.
  var winner: Int {
    @inline(__always) mutating get {
      if first < 0 { find() }
      return first < 0 ? 0 : Int(nearIndices[first])
    }
  }

  /// The least key.
  var least: Double {
    @inline(__always) mutating get {
      if first < 0 { find() }
      return first < 0 ? .infinity : nearKeys[first]
    }
  }

  subscript(index: Int) -> Double {
    @inline(__always) get { keys[index] }
    @inline(__always) set {
      keys[index] = newValue
      let place = Int(places[index])
      if place >= 0 || newValue < horizon { change(index, newValue, at: place) }
    }
  }

  /// Changes a key that is, or belongs, in the list.
  private mutating func change(_ index: Int, _ key: Double, at place: Int) {
    if key <= tiedKey { tiedKey = -.infinity }
    if place < 0 {
      append(index, key)
      if first >= 0 && (key < nearKeys[first] || (key == nearKeys[first] && isBefore(index))) {
        first = nearCount - 1
      }
    } else if key < horizon {
      nearKeys[place] = key
      if place == first || first < 0 {
        first = -1
      } else if key < nearKeys[first] || (key == nearKeys[first] && isBefore(index)) {
        first = place
      }
    } else {
      nearCount -= 1
      let last = Int(nearIndices[nearCount])
      nearKeys[place] = nearKeys[nearCount]
      nearIndices[place] = Int32(last)
      places[last] = Int32(place)
      places[index] = -1
      if place == first { first = -1 } else if first == nearCount { first = place }
    }
  }

  private func isBefore(_ index: Int) -> Bool { index < Int(nearIndices[first]) }

  @inline(__always)
  private mutating func append(_ index: Int, _ key: Double) {
    nearKeys[nearCount] = key
    nearIndices[nearCount] = Int32(truncatingIfNeeded: index)
    places[index] = Int32(truncatingIfNeeded: nearCount)
    nearCount += 1
  }

  /// Finds the least key of the list, after filling it when it is empty.
  private mutating func find() {
    if tiedKey > -.infinity && findTied() { return }
    if nearCount == 0 { refill() } else if nearCount > crowd { narrow() }
    guard nearCount > 0 else { return }
    // Scalar loads: wide loads would wait for the narrow writes just before (store forwarding).
    var best = 0, key = nearKeys[0]
    for place in 1..<nearCount {
      let other = nearKeys[place]
      if other <= key && (other < key || nearIndices[place] < nearIndices[best]) {
        best = place
        key = other
      }
    }
    first = best
    if nearCount >= Self.manyTied { tie(key) }
  }

  /// Finds the next of the equal keys that were put in order; false if none is left.
  private mutating func findTied() -> Bool {
    while tiedDone < tiedCount {
      let index = Int(tied[tiedDone])
      if keys[index] == tiedKey {
        first = Int(places[index])
        return true
      }
      tiedDone += 1
    }
    tiedKey = -.infinity
    return false
  }

  /// Puts the indices of all keys that equal the least one in order, if they are many.
  private mutating func tie(_ key: Double) {
    var equal = 0
    for place in 0..<nearCount where nearKeys[place] == key { equal += 1 }
    guard equal >= Self.manyTied else { return }
    tiedKey = key
    tiedCount = 0
    tiedDone = 0
    for index in 0..<keys.count where keys[index] == key {
      tied[tiedCount] = Int32(truncatingIfNeeded: index)
      tiedCount += 1
    }
  }

  /// Moves the horizon on, beyond the least key, and takes in all keys below it.
  private mutating func refill() {
    guard horizon < .infinity else { return }
    crowd = 8 * goal
    // No key is below the horizon; after one step there are usually some.
    horizon += step
    takeIn(horizon)
    if nearCount == 0 {
      let least = leastKey(keys)
      guard least < .infinity else { return }
      horizon = max(least + step, least.nextUp)
      takeIn(horizon)
    }
    if nearCount > 2 * goal { step *= 0.5 } else if 2 * nearCount < goal { step *= 1.5 }
    step = min(max(step, 1e-9), 1e9)
  }

  /// Fills the list anew with a nearer horizon, after too many keys have come below it.
  private mutating func narrow() {
    clear()
    step *= 0.25
    refill()
    // Many equal keys stay together, as no horizon separates them.
    crowd = max(8 * goal, 2 * nearCount)
  }

  /// Empties the list: before many keys are set anew.
  mutating func clear() {
    for place in 0..<nearCount { places[Int(nearIndices[place])] = -1 }
    nearCount = 0
    first = -1
    tiedKey = -.infinity
    horizon = nearest
    crowd = 8 * goal
  }

  /// Makes all keys infinite, as at the beginning.
  mutating func reset() {
    clear()
    keys.fill(.infinity)
    step = Self.firstStep
  }

  /// Takes all keys below `limit` into the list, which is empty.
  private mutating func takeIn(_ limit: Double) {
    nearCount = findKeys(keys, below: limit, to: nearIndices)
    for place in 0..<nearCount {
      let index = Int(nearIndices[place])
      nearKeys[place] = keys[index]
      places[index] = Int32(truncatingIfNeeded: place)
    }
  }

  mutating func copy(from other: borrowing KeyQueue) {
    keys.copy(from: other.keys)
    clear()
    for place in 0..<other.nearCount {
      append(Int(other.nearIndices[place]), other.nearKeys[place])
    }
    first = other.first
    horizon = other.horizon
    step = other.step
    crowd = other.crowd
  }
}
