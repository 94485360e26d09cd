import Glibc
public import Quantities

/// Small tasks with known answers, for tests and first experiments. Inputs are in [0, 1].
///
/// Sample k of a split depends only on the seed, the name of the split and k. Classes alternate, so that they are
/// balanced up to one sample.
public struct ToyTasks: Sendable {
  /// The root of all random numbers.
  public let seed: Seed
  /// The standard deviation of the noise before inputs are clipped to [0, 1].
  public let noise: Double

  /// The tasks of this seed.
  public init(seed: Seed, noise: Double = 0) {
    precondition(noise >= 0 && noise.isFinite, "Noise is a finite standard deviation.")
    self.seed = seed
    self.noise = noise
  }

  /// Exclusive or: the class of (a, b) is a xor b.
  ///
  /// Without noise the samples repeat (0, 0), (0, 1), (1, 1), (1, 0), the same in each split: XOR is a task to be
  /// memorized.
  public func xor(_ split: String, count: Int) -> Dataset {
    samples("xor", split, count: count, width: 2) { index, _ in
      // A Gray code: neighbours differ in one bit, and therefore in class.
      let corner = index % 4
      return [corner >= 2 ? 1 : 0, corner == 1 || corner == 2 ? 1 : 0]
    }
  }

  /// Two interleaving half circles; class 0 is the upper one.
  ///
  /// For an angle t in [0, pi), class 0 is at (cos t, sin t) and class 1 at (1 - cos t, 1/2 - sin t). The box [-1.5,
  /// 2.5] x [-1, 1.5] is then mapped to the unit square.
  ///
  /// *Units*: the noise is relative to the radius of the circles, 1.
  ///
  /// > F. Pedregosa et al. *Scikit-learn: machine learning in Python.* JMLR 12, 2011 (`make_moons`).
  public func moons(_ split: String, count: Int) -> Dataset {
    samples("moons", split, count: count, width: 2, scale: [0.25, 0.4]) { index, stream in
      let angle = stream.uniform(0, .pi)
      let (x, y) = index % 2 == 0 ? (cos(angle), sin(angle)) : (1 - cos(angle), 0.5 - sin(angle))
      return [(x + 1.5) / 4, (y + 1) / 2.5]
    }
  }

  /// Pictures of `side` x `side` pixels in which whole columns (bars, class 0) or whole rows (stripes, class 1) are on.
  /// All on and all off, which belong to both classes, are left out.
  ///
  /// There are 2 (2^`side` - 2) patterns. All parts have different patterns as long as there are enough: one random
  /// order of all patterns serves `train`, then `validation`, then `test`, and begins again at its end. A part of odd
  /// size skips one pattern.
  ///
  /// > D. J. C. MacKay. *Information theory, inference, and learning algorithms.* 2003, sec. 43.
  public func bars(side: Int, train: Int, validation: Int, test: Int) -> Split {
    precondition(side >= 2 && side <= 16, "Bars and stripes need a side from 2 to 16, not \(side).")
    let masks = Array(1..<(1 << side) - 1)
    var stream = seed.branch("bars").branch("order").stream()
    let orders = [stream.shuffled(masks), stream.shuffled(masks)]
    func part(_ split: String, from first: Int, count: Int) -> Dataset {
      // An even start makes the classes of each part alternate from class 0 on.
      samples("bars", split, count: count, width: side, height: side) { index, _ in
        let kind = index % 2
        let mask = orders[kind][(first + index / 2) % masks.count]
        return (0..<side * side).map { pixel in
          let line = kind == 0 ? pixel % side : pixel / side
          return mask >> line & 1 == 1 ? 1 : 0
        }
      }
    }
    let pairs = (train: (train + 1) / 2, validation: (validation + 1) / 2)
    return Split(
      train: part("train", from: 0, count: train),
      validation: part("validation", from: pairs.train, count: validation),
      test: part("test", from: pairs.train + pairs.validation, count: test))
  }

  /// The number of different pictures of `bars`.
  public static func patterns(side: Int) -> Int { 2 * ((1 << side) - 2) }

  /// `count` noisy samples of alternating classes.
  private func samples(
    _ task: String, _ split: String, count: Int, width: Int, height: Int = 1,
    scale: [Double] = [1], _ clean: (Int, inout RandomStream) -> [Double]
  ) -> Dataset {
    let branch = seed.branch(task).branch(split)
    var inputs: [Double] = []
    inputs.reserveCapacity(count * width * height)
    for index in 0..<count {
      var stream = branch.branch(index).stream()
      for (feature, value) in clean(index, &stream).enumerated() {
        let deviation = noise * scale[feature % scale.count]
        let noisy = noise > 0 ? stream.normal(mean: value, deviation: deviation) : value
        inputs.append(min(max(noisy, 0), 1))
      }
    }
    return Dataset(
      name: task + "/" + split, inputs: inputs, labels: (0..<count).map { $0 % 2 }, classes: 2,
      width: width, height: height)
  }
}
