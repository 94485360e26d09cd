/// A map of which each place reads `kernel` x `kernel` places of its source, and pooling of it.
///
/// With a source of n places, padding p, kernel k and stride s the map has
///
///     floor((n + 2 p - k) / s) + 1
///
/// places in each direction (as in PyTorch); windows tile it.
public struct Convolution: Sendable, Hashable {
  /// Places that a unit reads, in each direction.
  public var kernel: Int
  /// Places of the source from one place of the map to the next.
  public var stride: Int
  /// Places of zeros around the source.
  public var padding: Int
  /// What stands for the places of a window.
  public var pooling: Pooling
  /// Places of the map that are pooled, in each direction; 1: none.
  public var window: Int

  /// What stands for the places of a window.
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

  /// The shape of what pooling leaves; nil where the kernel does not fit, or windows do not tile the map.
  public func target(of source: Shape, channels: Int) -> Shape? {
    let (height, width) = map(of: source)
    guard height > 0, width > 0, height % window == 0, width % window == 0 else { return nil }
    return Shape(height: height / window, width: width / window, channels: channels)
  }
}
