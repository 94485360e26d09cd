import Networks
import Solvers

/// A convolution with pooling, computed as a product of matrices: sources are unrolled into patches first.
///
/// A row of `patches` holds the units that one place of the map reads: kernel rows, kernel columns, channels.
struct ConvolutionPlan<S: RateScalar> {
  let source: Shape
  let target: Shape
  let form: Convolution
  /// The map before pooling.
  let mapHeight: Int, mapWidth: Int
  /// Number of units that one place of the map reads.
  let reach: Int
  /// Number of samples that are unrolled at once.
  let chunk: Int
  private var patches: [S]
  private var map: [S]
  /// The rows of all patches, in their order: the place of each in the source, and the number of units beyond the
  /// edge that come first.
  private let spans: [(start: Int, skip: Int, count: Int)]
  /// The place of its window that won, for each pooled unit of the batch.
  private(set) var winners: [UInt8] = []

  init(source: Shape, target: Shape, _ form: Convolution) {
    self.source = source
    self.target = target
    self.form = form
    (mapHeight, mapWidth) = form.map(of: source)
    reach = form.kernel * form.kernel * source.channels
    var spans: [(start: Int, skip: Int, count: Int)] = []
    for y in 0..<mapHeight {
      for x in 0..<mapWidth {
        let left = x * form.stride - form.padding
        let columns = max(left, 0)..<max(min(left + form.kernel, source.width), max(left, 0))
        for row in y * form.stride - form.padding..<y * form.stride - form.padding + form.kernel {
          let isInside = row >= 0 && row < source.height
          spans.append(
            (
              start: isInside ? (row * source.width + columns.lowerBound) * source.channels : 0,
              skip: isInside ? (columns.lowerBound - left) * source.channels : 0,
              count: isInside ? columns.count * source.channels : 0
            ))
        }
      }
    }
    self.spans = spans
    let bytes = mapHeight * mapWidth * reach * MemoryLayout<S>.stride
    chunk = max(1, (1 << 20) / bytes)
    patches = Array(repeating: 0, count: chunk * mapHeight * mapWidth * reach)
    map = Array(repeating: 0, count: chunk * mapHeight * mapWidth * target.channels)
  }

  private var places: Int { mapHeight * mapWidth }

  /// h_post += pool(W * s_pre) for `rows` samples; finds the winners of max pooling unless `frozen`.
  mutating func forward(
    _ s: [S], weights: [S], rows: Int, frozen: Bool, into h: inout [S]
  ) {
    if winners.count < rows * target.count {
      winners = Array(repeating: 0, count: rows * target.count)
    }
    for first in stride(from: 0, to: rows, by: chunk) {
      let count = min(chunk, rows - first)
      unroll(s, first: first, count: count)
      LinearAlgebra.multiply(
        rows: count * places, columns: target.channels, inner: reach, patches, weights, into: &map)
      pool(first: first, count: count, frozen: frozen, into: &h)
    }
  }

  /// h_pre += W^T * unpool(s_post).
  mutating func backward(_ s: [S], weights: [S], rows: Int, into h: inout [S]) {
    for first in stride(from: 0, to: rows, by: chunk) {
      let count = min(chunk, rows - first)
      unpool(s, first: first, count: count)
      LinearAlgebra.multiply(
        rows: count * places, columns: reach, inner: target.channels, map, weights,
        transposeB: true, into: &patches)
      roll(first: first, count: count, into: &h)
    }
  }

  /// g += alpha patches(s_pre)^T unpool(s_post).
  mutating func addGradient(
    pre: [S], post: [S], rows: Int, alpha: S, into gradient: inout [S]
  ) {
    for first in stride(from: 0, to: rows, by: chunk) {
      let count = min(chunk, rows - first)
      unroll(pre, first: first, count: count)
      unpool(post, first: first, count: count)
      LinearAlgebra.multiply(
        rows: reach, columns: target.channels, inner: count * places, alpha: alpha, patches,
        transposeA: true, map, beta: 1, into: &gradient)
    }
  }

  /// patches of samples `first` ..< `first + count`.
  private mutating func unroll(_ s: [S], first: Int, count: Int) {
    precondition(s.count >= (first + count) * source.count)
    let spans = spans, run = form.kernel * source.channels
    unsafe s.withUnsafeBufferPointer { s in
      unsafe patches.withUnsafeMutableBufferPointer { patches in
        var patch = patches.baseAddress!
        for sample in first..<first + count {
          let image = unsafe s.baseAddress! + sample * source.count
          for span in spans {
            if span.count < run { unsafe patch.update(repeating: 0, count: run) }
            unsafe (patch + span.skip).update(from: image + span.start, count: span.count)
            unsafe patch += run
          }
        }
      }
    }
  }

  /// The transpose of `unroll`: adds each patch to the places from which it was read.
  private func roll(first: Int, count: Int, into h: inout [S]) {
    precondition(h.count >= (first + count) * source.count)
    let spans = spans, run = form.kernel * source.channels
    unsafe patches.withUnsafeBufferPointer { patches in
      unsafe h.withUnsafeMutableBufferPointer { h in
        var patch = patches.baseAddress!
        for sample in first..<first + count {
          let image = unsafe h.baseAddress! + sample * source.count
          for span in spans {
            let (row, values) = unsafe (image + span.start, patch + span.skip)
            for k in 0..<span.count { unsafe row[k] += values[k] }
            unsafe patch += run
          }
        }
      }
    }
  }

  private mutating func pool(first: Int, count: Int, frozen: Bool, into h: inout [S]) {
    precondition(h.count >= (first + count) * target.count)
    let channels = target.channels, window = form.window, share = 1 / S(window * window)
    let row = mapWidth * channels, places = places
    unsafe map.withUnsafeBufferPointer { map in
      unsafe winners.withUnsafeMutableBufferPointer { winners in
        unsafe h.withUnsafeMutableBufferPointer { h in
          for sample in 0..<count {
            for py in 0..<target.height {
              for px in 0..<target.width {
                let corner =
                  unsafe map.baseAddress! + sample * places * channels
                  + py * window * row + px * window * channels
                let offset = (first + sample) * target.count + (py * target.width + px) * channels
                let out = unsafe h.baseAddress! + offset
                let win = unsafe winners.baseAddress! + offset
                switch form.pooling {
                case .average:
                  for dy in 0..<window {
                    for dx in 0..<window {
                      let place = unsafe corner + dy * row + dx * channels
                      for k in 0..<channels { unsafe out[k] += share * place[k] }
                    }
                  }
                case .max where frozen:
                  for k in 0..<channels {
                    let place = unsafe Int(win[k])
                    unsafe out[k] += corner[place / window * row + place % window * channels + k]
                  }
                case .max where window == 2:
                  // No branches, so that the compiler vectorises over channels.
                  let (a, b) = unsafe (corner, corner + channels)
                  let (c, d) = unsafe (corner + row, corner + row + channels)
                  for k in 0..<channels {
                    var best = unsafe a[k]
                    var place: UInt8 = 0
                    unsafe place = b[k] > best ? 1 : place
                    unsafe best = b[k] > best ? b[k] : best
                    unsafe place = c[k] > best ? 2 : place
                    unsafe best = c[k] > best ? c[k] : best
                    unsafe place = d[k] > best ? 3 : place
                    unsafe best = d[k] > best ? d[k] : best
                    unsafe out[k] += best
                    unsafe win[k] = place
                  }
                case .max:
                  for k in 0..<channels {
                    var best = unsafe corner[k]
                    var winner = 0
                    for place in 1..<max(window * window, 2) where place < window * window {
                      let value =
                        unsafe corner[place / window * row + place % window * channels + k]
                      if value > best { (best, winner) = (value, place) }
                    }
                    unsafe out[k] += best
                    unsafe win[k] = UInt8(winner)
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// The transpose of `pool`: the map that holds s at the winners of max pooling, or equal shares in average pooling.
  private mutating func unpool(_ s: [S], first: Int, count: Int) {
    precondition(s.count >= (first + count) * target.count)
    let channels = target.channels, window = form.window, share = 1 / S(window * window)
    let row = mapWidth * channels, places = places
    unsafe s.withUnsafeBufferPointer { s in
      unsafe winners.withUnsafeBufferPointer { winners in
        unsafe map.withUnsafeMutableBufferPointer { map in
          for sample in 0..<count {
            for py in 0..<target.height {
              for px in 0..<target.width {
                let corner =
                  unsafe map.baseAddress! + sample * places * channels
                  + py * window * row + px * window * channels
                let offset = (first + sample) * target.count + (py * target.width + px) * channels
                let value = unsafe s.baseAddress! + offset
                for dy in 0..<window {
                  for dx in 0..<window {
                    let place = unsafe corner + dy * row + dx * channels
                    if form.pooling == .average {
                      for k in 0..<channels { unsafe place[k] = share * value[k] }
                    } else {
                      let win = unsafe winners.baseAddress! + offset
                      let number = UInt8(dy * window + dx)
                      for k in 0..<channels {
                        unsafe place[k] = win[k] == number ? value[k] : 0
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
