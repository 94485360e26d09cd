/// A point of the plane or of a picture: x to the right, y down.
typealias Point = SIMD2<Double>

/// A line drawn without lifting the pen: a smooth curve through points, with corners.
struct PenStroke: Sendable, Hashable {
  /// The points that the pen passes, in a box of 100 x 100.
  var points: [Point]
  /// The indices of the points at which the pen changes its direction abruptly.
  let corners: Set<Int>

  /// The strokes of a digit in pen notation: `x,y` is a point, `!` after it makes it a corner, `|` lifts the pen. A one
  /// with a flag is `32,28 54,8! 54,94`.
  static func parse(_ notation: String) -> [PenStroke] {
    notation.split(separator: "|").map { stroke in
      var points: [Point] = []
      var corners: Set<Int> = []
      for word in stroke.split(separator: " ") {
        if word.hasSuffix("!") { corners.insert(points.count) }
        let numbers = word.split { $0 == "," || $0 == "!" }.compactMap { Double($0) }
        precondition(numbers.count == 2, "'\(word)' is not a point in pen notation.")
        points.append(Point(numbers[0], numbers[1]))
      }
      precondition(points.count >= 2, "'\(stroke)' has fewer than two points.")
      return PenStroke(points: points, corners: corners)
    }
  }

  /// The stroke as a chain of straight pieces, `pieces` between neighbouring points.
  ///
  /// Between two points the curve is the cubic of Catmull and Rom (1974): its direction at a point is that from the
  /// predecessor to the successor. At ends and corners the point itself replaces the missing neighbour, so that the
  /// curve starts or ends in the direction of the other point.
  func flattened(pieces: Int) -> [Point] {
    var chain = [points[0]]
    chain.reserveCapacity((points.count - 1) * pieces + 1)
    for index in 0..<points.count - 1 {
      let p1 = points[index]
      let p2 = points[index + 1]
      let p0 = index == 0 || corners.contains(index) ? p1 : points[index - 1]
      let last = index + 2 == points.count || corners.contains(index + 1)
      let p3 = last ? p2 : points[index + 2]
      let a = p1 * 3 - p0 - p2 * 3 + p3
      let b = p0 * 2 - p1 * 5 + p2 * 4 - p3
      let c = p2 - p0
      for piece in 1...pieces {
        let t = Double(piece) / Double(pieces)
        chain.append(p1 + (((a * t) + b) * t + c) * (0.5 * t))
      }
    }
    return chain
  }
}
