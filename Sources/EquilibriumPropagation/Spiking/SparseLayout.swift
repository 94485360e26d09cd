import Networks

/// The places of a sparse projection's synapses in its full matrix.
struct SparseLayout: Sendable {
  /// The index of each synapse in the matrix.
  let places: [Int]
  /// 1 for elements with a synapse, 0 for others.
  let mask: [Double]

  init(_ wiring: Wiring) {
    places = wiring.places
    mask = wiring.matrix([Double](repeating: 1, count: wiring.count)).map { $0 != 0 ? 1 : 0 }
  }

  /// The full matrix of these values, one for each synapse; values of repeated pairs add up.
  func matrix(_ values: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: mask.count)
    for (place, value) in zip(places, values) { result[place] += value }
    return result
  }

  /// The values of a matrix at the synapses.
  func values(_ matrix: [Double]) -> [Double] { places.map { matrix[$0] } }

  /// Sets elements without a synapse to 0.
  func apply(to matrix: inout [Double]) {
    for k in matrix.indices where mask[k] == 0 { matrix[k] = 0 }
  }
}
