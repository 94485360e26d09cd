/// A square grey picture and a round pen; 0 is paper, 1 is ink.
struct Canvas {
  let side: Int
  /// The ink of each pixel, row after row.
  private(set) var ink: [Double]

  init(side: Int) {
    self.side = side
    ink = [Double](repeating: 0, count: side * side)
  }

  /// Draws straight lines from point to point with a round pen of this radius.
  ///
  /// A pixel whose centre is at distance d from the line gets ink max(0, min(1, radius + 1/2 - d)): the edge is one
  /// pixel wide. Where lines meet, the darker one counts.
  ///
  /// *Edge cases*: parts outside the picture are not drawn.
  ///
  /// *Units*: pixels; the centre of the first pixel is at (1/2, 1/2).
  mutating func draw(_ chain: [Point], radius: Double) {
    for index in 1..<max(chain.count, 1) { draw(from: chain[index - 1], to: chain[index], radius) }
  }

  private mutating func draw(from start: Point, to end: Point, _ radius: Double) {
    let reach = radius + 0.5
    let columns = pixels(min(start.x, end.x) - reach, max(start.x, end.x) + reach)
    let rows = pixels(min(start.y, end.y) - reach, max(start.y, end.y) + reach)
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length2 = dx * dx + dy * dy
    let scale = length2 > 0 ? 1 / length2 : 0
    for row in rows {
      let y = Double(row) + 0.5 - start.y
      for column in columns {
        let x = Double(column) + 0.5 - start.x
        // The foot of the perpendicular, as a fraction of the way from start to end.
        let foot = min(max((x * dx + y * dy) * scale, 0), 1)
        let (ex, ey) = (x - foot * dx, y - foot * dy)
        let distance2 = ex * ex + ey * ey
        if distance2 < reach * reach {
          let dark = min(reach - distance2.squareRoot(), 1)
          if dark > ink[row * side + column] { ink[row * side + column] = dark }
        }
      }
    }
  }

  /// The pixels between two coordinates that are in the picture.
  private func pixels(_ lower: Double, _ upper: Double) -> Range<Int> {
    let limit = Double(side)
    let first = Int(min(max(lower, 0), limit))
    let end = Int(min(max(upper + 1, 0), limit))
    return first..<max(first, end)
  }
}
