/// A square kernel that moves over maps of units. With n places of the source in one direction, averaged over windows
/// of w places first, padding p, size k and stride s the target has
///
///     floor((floor(n / w) + 2 p - k) / s) + 1
///
/// places in that direction, as in PyTorch.
public struct Kernel: Sendable, Hashable {
  /// Width and height of the kernel, in places.
  public var size: Int
  /// Distance from one place of the kernel to the next, in places.
  public var stride: Int
  /// Width of the margin of silent places around the source.
  public var padding: Int
  /// Width and height of the windows over which the source is averaged before the kernel reads it; 1: no averaging.
  public var window: Int

  /// A kernel of `size` x `size` places.
  public init(size: Int, stride: Int = 1, padding: Int = 0, window: Int = 1) {
    self.size = size
    self.stride = stride
    self.padding = padding
    self.window = window
  }

  /// True if all sizes have a meaning.
  public var isValid: Bool { size > 0 && stride > 0 && padding >= 0 && window > 0 }

  /// Rows and columns of the target; 0 where the kernel does not fit.
  public func places(of source: Shape) -> (height: Int, width: Int) {
    func places(_ count: Int) -> Int {
      let room = count / window + 2 * padding - size
      return room < 0 ? 0 : room / stride + 1
    }
    return (places(source.height), places(source.width))
  }
}

/// Synapses with shared weights between two populations whose units are arranged in maps.
///
/// Unit (c, y, x) of a population is number (c height + y) width + x: channel by channel, row by row, as in PyTorch, NIR
/// and the pictures of data sets. A convolution has a weight for each channel of the target, channel of the source, row
/// and column of the kernel, sorted in this order. Average pooling has one weight and joins equal channels. No index of
/// synapses is kept: the rows of a unit are computed when they are needed.
public struct KernelMap: Sendable, Hashable {
  /// The kernel.
  public let kernel: Kernel
  /// The arrangement of the source units.
  public let source: Shape
  /// The arrangement of the target units.
  public let target: Shape
  /// True for average pooling, false for a convolution.
  public let isPooling: Bool
  /// The places of the source after averaging over windows.
  private let height: Int, width: Int

  /// The map of `kernel` between populations of these shapes.
  ///
  /// - Precondition: The target has the places that the kernel makes; with pooling, as many channels as the source.
  public init(_ kernel: Kernel, source: Shape, target: Shape, isPooling: Bool) {
    let places = kernel.places(of: source)
    precondition(places.height == target.height && places.width == target.width)
    precondition(!isPooling || source.channels == target.channels)
    self.kernel = kernel
    self.source = source
    self.target = target
    self.isPooling = isPooling
    height = source.height / kernel.window
    width = source.width / kernel.window
  }

  /// The number of weights.
  public var count: Int { shape.reduce(1, *) }

  /// The shape of the weights: [channels of the target, channels of the source, rows, columns]; [1] for pooling.
  public var shape: [Int] {
    isPooling ? [1] : [target.channels, source.channels, kernel.size, kernel.size]
  }

  /// The part of a weight with which a spike of one source unit acts: the averages are taken over 1 / share units.
  public var share: Double {
    1 / Double((isPooling ? kernel.size * kernel.size : 1) * kernel.window * kernel.window)
  }

  /// The numbers of weights that one target unit reads, and that one source unit uses.
  public var fans: (in: Int, out: Int) {
    let area = isPooling ? 1 : kernel.size * kernel.size
    return isPooling ? (1, 1) : (source.channels * area, target.channels * area)
  }

  /// The largest number of synapses of one source unit, and of one target unit.
  public var longest: (ofSource: Int, ofTarget: Int) {
    let reach = (kernel.size + kernel.stride - 1) / kernel.stride
    let side = kernel.size * kernel.window
    return (
      (isPooling ? 1 : target.channels) * min(reach, target.height) * min(reach, target.width),
      (isPooling ? 1 : source.channels) * min(side, source.height) * min(side, source.width)
    )
  }

  /// The number of synapses.
  public var synapses: Int {
    func reached(_ places: Int, _ targets: Int) -> Int {
      (0..<targets).reduce(0) { $0 + rows(of: $1, places).count } * kernel.window
    }
    return (isPooling ? 1 : source.channels) * target.channels * reached(height, target.height)
      * reached(width, target.width)
  }

  /// The places, in one direction, that the kernel reads for place `index` of the target.
  private func rows(of index: Int, _ places: Int) -> Range<Int> {
    let first = index * kernel.stride - kernel.padding
    let low = max(first, 0)
    return low..<max(low, min(first + kernel.size, places))
  }

  /// The places of the target, in one direction, whose kernels read `place`.
  private func readers(of place: Int, _ targets: Int) -> Range<Int> {
    let last = place + kernel.padding, first = last - kernel.size + 1
    let low = first <= 0 ? 0 : (first + kernel.stride - 1) / kernel.stride
    return low..<max(low, min(last / kernel.stride + 1, targets))
  }

  /// Writes the synapses of source unit `unit`, in the order of their targets; returns their number.
  ///
  /// - Parameters:
  ///   - unit: The source unit.
  ///   - units: Receives the target units; room for `longest.ofSource`.
  ///   - weights: Receives the indices of the weights.
  public func targets(
    of unit: Int, units: inout MutableSpan<Int32>, weights: inout MutableSpan<Int32>
  ) -> Int {
    let column = unit % source.width, rest = unit / source.width
    let y = rest % source.height / kernel.window, x = column / kernel.window
    let channel = rest / source.height, size = kernel.size
    guard y < height, x < width else { return 0 }
    let ys = readers(of: y, target.height), xs = readers(of: x, target.width)
    let top = y + kernel.padding, left = x + kernel.padding
    var count = 0
    for out in isPooling ? channel..<channel + 1 : 0..<target.channels {
      for row in ys {
        let first = (out * target.height + row) * target.width
        let line = ((out * source.channels + channel) * size + top - row * kernel.stride) * size
        for column in xs {
          units[count] = Int32(truncatingIfNeeded: first + column)
          weights[count] =
            isPooling ? 0 : Int32(truncatingIfNeeded: line + left - column * kernel.stride)
          count += 1
        }
      }
    }
    return count
  }

  /// Writes the synapses of target unit `unit`, in the order of their sources; returns their number.
  ///
  /// - Parameters:
  ///   - unit: The target unit.
  ///   - units: Receives the source units; room for `longest.ofTarget`.
  ///   - weights: Receives the indices of the weights.
  public func sources(
    of unit: Int, units: inout MutableSpan<Int32>, weights: inout MutableSpan<Int32>
  ) -> Int {
    let place = unit / target.width, size = kernel.size, window = kernel.window
    let out = place / target.height
    let top = place % target.height * kernel.stride - kernel.padding
    let left = unit % target.width * kernel.stride - kernel.padding
    let ys = rows(of: place % target.height, height), xs = rows(of: unit % target.width, width)
    var count = 0
    for channel in isPooling ? out..<out + 1 : 0..<source.channels {
      for y in ys.lowerBound * window..<ys.upperBound * window {
        let first = (channel * source.height + y) * source.width
        let line = ((out * source.channels + channel) * size + y / window - top) * size - left
        for x in xs.lowerBound * window..<xs.upperBound * window {
          units[count] = Int32(truncatingIfNeeded: first + x)
          weights[count] = isPooling ? 0 : Int32(truncatingIfNeeded: line + x / window)
          count += 1
        }
      }
    }
    return count
  }
}

extension KernelMap {
  /// Calls `body` for each synapse with its source, its target and the index of its weight, sorted by source, then
  /// target.
  public func forEach(_ body: (Int, Int, Int) -> Void) {
    var units = [Int32](repeating: 0, count: longest.ofSource), weights = units
    for i in 0..<source.count {
      var u = units.mutableSpan, w = weights.mutableSpan
      let count = targets(of: i, units: &u, weights: &w)
      for k in 0..<count { body(i, Int(units[k]), Int(weights[k])) }
    }
  }

  /// y_j += sum_i x_i w_ij.
  ///
  /// - Parameters:
  ///   - x: A value for each source unit.
  ///   - weights: The weights.
  ///   - y: A value for each target unit.
  public func add(_ x: ArraySlice<Double>, times weights: [Double], to y: inout [Double]) {
    precondition(x.count == source.count && y.count == target.count && weights.count == count)
    walk(x) { value, j, k in y[j] += value * weights[k] }
  }

  /// dw_k += scale sum over all places of x_i q_j.
  ///
  /// - Parameters:
  ///   - x: A value for each source unit.
  ///   - q: A value for each target unit.
  ///   - scale: The factor.
  ///   - change: A number for each weight.
  public func addOuter(
    _ x: ArraySlice<Double>, _ q: [Double], scale: Double, to change: inout [Double]
  ) {
    precondition(x.count == source.count && q.count == target.count && change.count == count)
    walk(x) { value, j, k in change[k] += scale * value * q[j] }
  }

  /// The sum over all places of a number for each pair of units [source, target]: a number for each weight.
  public func sum(_ matrix: [Double]) -> [Double] {
    precondition(matrix.count == source.count * target.count)
    var result = [Double](repeating: 0, count: count)
    forEach { i, j, k in result[k] += share * matrix[i * target.count + j] }
    return result
  }

  /// Calls `body` with the share of the value, the target and the index of the weight of each synapse whose source has
  /// a value other than 0.
  @inline(__always)
  private func walk(_ x: ArraySlice<Double>, _ body: (Double, Int, Int) -> Void) {
    var units = [Int32](repeating: 0, count: longest.ofSource), weights = units
    for (i, value) in x.enumerated() where value != 0 {
      var u = units.mutableSpan, w = weights.mutableSpan
      let count = targets(of: i, units: &u, weights: &w)
      for k in 0..<count { body(share * value, Int(units[k]), Int(weights[k])) }
    }
  }
}
