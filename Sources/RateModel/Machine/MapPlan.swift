import Networks

/// A convolution or average pooling between layers whose units are sorted by channel, as in spiking networks.
///
/// It is computed as a `ConvolutionPlan`, which reads layers sorted by place: sources are averaged over windows and
/// sorted by place first, targets are sorted by channel afterwards. For pooling each channel is a picture of its own.
struct MapPlan<S: RateScalar> {
  let map: KernelMap
  private var plan: ConvolutionPlan<S>
  /// Sources and targets of a batch, sorted by place.
  private var source: [S] = [], target: [S] = []

  init(_ map: KernelMap) {
    self.map = map
    let window = map.kernel.window
    plan = ConvolutionPlan(
      source: Shape(
        height: map.source.height / window, width: map.source.width / window,
        channels: map.isPooling ? 1 : map.source.channels),
      target: Shape(
        height: map.target.height, width: map.target.width,
        channels: map.isPooling ? 1 : map.target.channels),
      Convolution(
        kernel: map.kernel.size, stride: map.kernel.stride, padding: map.kernel.padding,
        pooling: .average))
  }

  /// The number of pictures in `rows` samples.
  private func pictures(_ rows: Int) -> Int { map.isPooling ? rows * map.source.channels : rows }

  /// h_post += L(s_pre).
  mutating func forward(_ s: [S], weights: [S], rows: Int, into h: inout [S]) {
    average(s, rows)
    clear(&target, rows * map.target.count)
    plan.forward(
      source, weights: sorted(weights), rows: pictures(rows), frozen: true, into: &target)
    let shape = map.target
    each(rows, shape) { place, unit in h[unit] += target[place] }
  }

  /// h_pre += L^T(s_post).
  mutating func backward(_ s: [S], weights: [S], rows: Int, into h: inout [S]) {
    sort(s, rows)
    clear(&source, rows * map.source.channels * plan.source.places)
    plan.backward(target, weights: sorted(weights), rows: pictures(rows), into: &source)
    let window = map.kernel.window, width = map.source.width
    let share = 1 / S(window * window)
    each(rows, map.source, window: window) { place, corner in
      let value = share * source[place]
      for dy in 0..<window { for dx in 0..<window { h[corner + dy * width + dx] += value } }
    }
  }

  /// g += alpha d<post, L(pre)>/dW.
  mutating func addGradient(
    pre: [S], post: [S], rows: Int, alpha: S, into gradient: inout [S]
  ) {
    average(pre, rows)
    sort(post, rows)
    var own = [S](repeating: 0, count: plan.reach * plan.target.channels)
    plan.addGradient(pre: source, post: target, rows: pictures(rows), alpha: alpha, into: &own)
    if map.isPooling {
      gradient[0] += own.reduce(0, +) / S(own.count)
    } else {
      places { k, place in gradient[k] += own[place] }
    }
  }

  // MARK: - Order

  /// The weights in the order of the plan: rows and columns of the kernel, channels of the source, of the target.
  private func sorted(_ weights: [S]) -> [S] {
    let count = plan.reach * plan.target.channels
    if map.isPooling { return [S](repeating: weights[0] / S(count), count: count) }
    var result = [S](repeating: 0, count: count)
    places { k, place in result[place] = weights[k] }
    return result
  }

  /// Calls `body` with the index of each weight, and its index in the order of the plan.
  private func places(_ body: (Int, Int) -> Void) {
    let inner = map.source.channels, outer = map.target.channels
    let area = map.kernel.size * map.kernel.size
    var k = 0
    for out in 0..<outer {
      for channel in 0..<inner {
        for place in 0..<area {
          body(k, (place * inner + channel) * outer + out)
          k += 1
        }
      }
    }
  }

  /// Calls `body` for each place of a map of `shape`, in windows, and each channel, with the index in the order of the
  /// plan, and that of the first unit of the window.
  private func each(_ rows: Int, _ shape: Shape, window: Int = 1, _ body: (Int, Int) -> Void) {
    let height = shape.height / window, width = shape.width / window
    for row in 0..<rows {
      for channel in 0..<shape.channels {
        let units = (row * shape.channels + channel) * shape.places
        // Pictures of one channel need no sorting.
        let step = map.isPooling ? 1 : shape.channels
        let first =
          map.isPooling
          ? (row * shape.channels + channel) * height * width
          : row * height * width * shape.channels + channel
        for y in 0..<height {
          for x in 0..<width {
            body(first + (y * width + x) * step, units + (y * shape.width + x) * window)
          }
        }
      }
    }
  }

  /// Takes sources, averaged over windows.
  private mutating func average(_ s: [S], _ rows: Int) {
    let window = map.kernel.window, width = map.source.width
    let share = 1 / S(window * window)
    clear(&source, rows * map.source.channels * plan.source.places)
    var sorted: [S] = []
    swap(&sorted, &source)
    each(rows, map.source, window: window) { place, corner in
      var sum: S = 0
      for dy in 0..<window { for dx in 0..<window { sum += s[corner + dy * width + dx] } }
      sorted[place] = share * sum
    }
    swap(&sorted, &source)
  }

  /// Takes targets.
  private mutating func sort(_ s: [S], _ rows: Int) {
    clear(&target, rows * map.target.count)
    var sorted: [S] = []
    swap(&sorted, &target)
    each(rows, map.target) { place, unit in sorted[place] = s[unit] }
    swap(&sorted, &target)
  }

  /// Makes `values` at least `count` long, and its first `count` numbers 0.
  private func clear(_ values: inout [S], _ count: Int) {
    fit(&values, count)
    for k in 0..<count { values[k] = 0 }
  }
}
