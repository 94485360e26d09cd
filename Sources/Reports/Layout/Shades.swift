/// Cells of a table, each with the share of the colour `Ink.dense` that is seen; the page shows through the rest.
struct Shades: Sendable, Equatable {
  let width: Int
  let height: Int
  /// Row by row from the top, from 0 (the page alone) to `Shades.most`.
  let values: [UInt8]

  /// The share of all of the colour: few enough for neighbours to be drawn as one, and too many to be told apart.
  static let most = 63

  /// Cells in so many columns and rows, with shares from 0 to 1.
  init(_ width: Int, _ height: Int, _ share: (_ column: Int, _ row: Int) -> Double) {
    (self.width, self.height) = (width, height)
    values = (0..<height).flatMap { row in
      (0..<width).map { UInt8((Double(Self.most) * min(1, max(0, share($0, row)))).rounded()) }
    }
  }

  /// Cells of one share that are neighbours in a row, from the top left.
  var runs: [(share: UInt8, column: Int, row: Int, count: Int)] {
    var runs: [(share: UInt8, column: Int, row: Int, count: Int)] = []
    for (index, share) in values.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: width)
      if column > 0, let last = runs.last, last.share == share {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((share, column, row, 1))
      }
    }
    return runs
  }
}

extension Panel {
  /// A bar with the shades of all values of an axis, to the right of this panel.
  func bar(_ axis: Axis, share: (Double) -> Double) -> Panel {
    var bar = Panel(x: Axis(0, 1), y: axis)
    (bar.hasGrid, bar.hasSide, bar.hasFoot, bar.x.tics) = (false, false, false, [])
    (bar.left, bar.top, bar.bottom) = (right + 12 + bar.left, top, bottom)
    bar.right = bar.left + 14
    let steps = 64
    bar.marks = [
      .shades(
        Shades(1, steps) {
          share(axis.low + (axis.high - axis.low) * (1 - (Double($1) + 0.5) / Double(steps)))
        }, bar.box)
    ]
    return bar
  }
}
