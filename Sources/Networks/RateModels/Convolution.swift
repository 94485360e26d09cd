/// A convolution with pooling: each place of the map reads `kernel` x `kernel` places of its source.
///
/// With a source of n places, padding p, kernel k and stride s the map has
///
///     floor((n + 2 p - k) / s) + 1
///
/// places in each direction (as in PyTorch); windows tile it.
public struct Convolution: Sendable, Hashable {
  /// Number of places that a unit reads, in each direction.
  public var kernel: Int
  /// Distance in the source from one place of the map to the next, in places.
  public var stride: Int
  /// Width of the margin of zeros around the source, in places.
  public var padding: Int
  /// The function by which the places of a window are pooled.
  public var pooling: Pooling
  /// Size of the window of pooling in each direction, in places of the map; 1: no pooling.
  public var window: Int

  /// The function by which the places of a window are pooled.
  public enum Pooling: String, Sendable, Hashable, CaseIterable, Codable {
    /// The largest drive; the one place that wins also receives all feedback.
    case max
    /// The mean.
    case average
  }

  /// A convolution with pooling.
  public init(
    kernel: Int, stride: Int = 1, padding: Int = 0, pooling: Pooling = .max, window: Int = 1
  ) {
    precondition(kernel > 0 && stride > 0 && padding >= 0 && window > 0)
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.pooling = pooling
    self.window = window
  }

  /// Rows and columns of the map before pooling; zero or less where the kernel does not fit.
  public func map(of source: Shape) -> (height: Int, width: Int) {
    func places(_ count: Int) -> Int {
      let room = count + 2 * padding - kernel
      return room < 0 ? 0 : room / stride + 1
    }
    return (places(source.height), places(source.width))
  }

  /// The shape after pooling; nil where the kernel does not fit, or windows do not tile the map.
  public func target(of source: Shape, channels: Int) -> Shape? {
    let (height, width) = map(of: source)
    guard height > 0, width > 0, height % window == 0, width % window == 0 else { return nil }
    return Shape(height: height / window, width: width / window, channels: channels)
  }
}
