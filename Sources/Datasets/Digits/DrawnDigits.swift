import Glibc
public import Quantities

/// Handwritten digits drawn by the program, in any number.
///
/// A digit is one of several forms (`Handwriting`), each of a few pen strokes. Each point of a stroke is displaced at
/// random. The digit is stretched, slanted, rotated and shifted, drawn with a pen of random width, and covered with
/// noise. Sample k of a split depends only on the seed, the name of the split and k: not on the number of samples,
/// their order, or the thread. Classes are balanced up to one sample and come in random order.
///
/// Difficulty at 16 x 16 pixels, measured with seed 1 on 4000 test samples (numpy, Adam, 60 epochs,
/// mean of three initial weights). Errors:
///
/// | training samples | softmax, no hidden layer | 64 hidden ReLU | 100 hidden ReLU |
/// |---|---|---|---|
/// | 2000 | 12.7 % | 5.5 % | 5.1 % |
/// | 4000 | 10.4 % | 2.6 % | 2.2 % |
///
/// With seed 2 and 4000 training samples: 11.3 %, 2.7 % and 2.1 %. The nearest class mean of 4000
/// samples (seed 1) errs on 29.7 %.
///
/// *Edge cases*: parts of a digit outside the picture are cut off. Pictures are equal to the last bit if the
/// mathematical library is the same (`sin`, `cos`, `exp`, `log`).
public struct DrawnDigits: Sendable {
  /// The root of all random numbers.
  public let seed: Seed
  /// Width and height of a picture [pixels].
  public let side: Int
  /// The variation among the samples of a class.
  public let hand: Hand

  /// The digits of this seed, drawn in squares of this size.
  public init(seed: Seed, side: Int = 16, hand: Hand = Hand()) {
    precondition(side >= 4, "A digit needs at least 4 x 4 pixels, not \(side).")
    self.seed = seed
    self.side = side
    self.hand = hand
  }

  /// The label of sample `index` of a split.
  ///
  /// Samples 10 n to 10 n + 9 are the ten digits in random order.
  public func label(_ index: Int, of split: String) -> Int {
    precondition(index >= 0, "Samples are counted from 0.")
    var stream = seed.branch("digits").branch(split).branch("labels").branch(index / 10).stream()
    return stream.shuffled(Array(0..<10))[index % 10]
  }

  /// The picture of sample `index` of a split, row after row, with values in [0, 1].
  public func picture(_ index: Int, of split: String) -> [Double] {
    var stream = seed.branch("digits").branch(split).branch("pictures").branch(index).stream()
    let forms = Handwriting.forms[label(index, of: split)]
    let form = forms[stream.below(forms.count)]
    let placing = Placing(hand, side: side, stream: &stream)
    let radius = 0.5 * Double(side) * stream.uniform(hand.pen.lowerBound, hand.pen.upperBound)
    var canvas = Canvas(side: side)
    for var stroke in form {
      for point in stroke.points.indices {
        let wobble = Point(stream.normal(), stream.normal()) * (100 * hand.wobble)
        stroke.points[point] = placing.place(stroke.points[point] + wobble)
      }
      canvas.draw(stroke.flattened(pieces: 5), radius: radius)
    }
    guard hand.noise > 0 else { return canvas.ink }
    return canvas.ink.map { min(max($0 + stream.normal(deviation: hand.noise), 0), 1) }
  }

  /// The first `count` samples of a split.
  public func dataset(_ split: String, count: Int) -> Dataset {
    var inputs: [Double] = []
    inputs.reserveCapacity(count * side * side)
    for index in 0..<count { inputs += picture(index, of: split) }
    return Dataset(
      name: "digits/" + split, inputs: inputs, labels: (0..<count).map { label($0, of: split) },
      classes: 10, width: side, height: side)
  }

  /// The splits `train`, `validation` and `test` with these numbers of samples.
  ///
  /// Each has its own random numbers: no sample is in two splits, and the number of training samples does not change
  /// the test samples.
  public func split(train: Int, validation: Int, test: Int) -> Split {
    Split(
      train: dataset("train", count: train), validation: dataset("validation", count: validation),
      test: dataset("test", count: test))
  }
}

extension DrawnDigits {
  /// The variation among the samples of a class: standard deviations, and the range of pens.
  public struct Hand: Sendable, Hashable, Codable {
    /// The displacement of each point of a stroke [height of the box].
    public var wobble = 0.02
    /// The shear, in widths to the right per height [1].
    public var slant = 0.15
    /// The mean shear, positive because most handwriting leans to the right [1].
    public var lean = 0.1
    /// The angle of rotation [radians].
    public var turn = 0.06
    /// The logarithm of the size [1].
    public var size = 0.06
    /// The logarithm of width over height [1].
    public var aspect = 0.12
    /// The distance from the centre, in x and in y [width of the picture].
    public var shift = 0.055
    /// The width of the pen, uniform in this range [width of the picture].
    public var pen = 0.06...0.16
    /// The noise of each pixel before it is clipped to [0, 1] [1].
    public var noise = 0.05

    /// The hand with the default variation.
    public init() {}
  }

  /// The affine map from the box of 100 x 100 to the picture.
  struct Placing {
    let column0: Point
    let column1: Point
    let centre: Point

    init(_ hand: Hand, side: Int, stream: inout RandomStream) {
      let angle = stream.normal(deviation: hand.turn)
      let slant = stream.normal(mean: hand.lean, deviation: hand.slant)
      let size = 0.0078 * Double(side) * exp(stream.normal(deviation: hand.size))
      let aspect = exp(stream.normal(deviation: hand.aspect) / 2)
      let shift = Point(stream.normal(), stream.normal()) * hand.shift
      let (sine, cosine) = (sin(angle), cos(angle))
      let (width, height) = (size * aspect, size / aspect)
      column0 = Point(cosine, sine) * width
      column1 = Point(-sine - slant * cosine, cosine - slant * sine) * height
      centre = (shift + 0.5) * Double(side)
    }

    func place(_ point: Point) -> Point {
      let offset = point - 50
      return centre + column0 * offset.x + column1 * offset.y
    }
  }
}
