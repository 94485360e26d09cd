/// The answers of a trained network to labelled samples.
public struct Evaluation: Sendable, Encodable, Equatable {
  /// The name of the model.
  public var name: String
  /// Number of samples.
  public var samples: Int
  /// Number of wrong answers.
  public var wrong: Int
  /// Fraction of samples that are answered wrongly; nil without samples.
  public var error: Double?
  /// The Wilson interval in which the error of all such samples lies with a confidence of 95 %; nil without samples.
  public var interval: [Double]?
  /// The error of always giving the commonest label; nil without samples.
  public var majorityError: Double?
  /// The number of samples with label i that were answered by j, row i, column j.
  public var confusion: [[Int]]

  /// The evaluation of answers.
  ///
  /// - Parameters:
  ///   - name: The name of the model.
  ///   - labels: The label of each sample, 0 or more.
  ///   - answers: The answer to each sample.
  ///   - classes: The number of classes.
  ///
  /// - Precondition: There are as many answers as labels.
  public init(name: String, labels: [Int], answers: [Int], classes: Int) {
    precondition(labels.count == answers.count)
    self.name = name
    let size = max(classes, ((labels + answers).max() ?? -1) + 1)
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
    for (label, answer) in zip(labels, answers) { confusion[label][answer] += 1 }
    self.confusion = confusion
    samples = labels.count
    wrong = zip(labels, answers).count { $0 != $1 }
    guard samples > 0 else { return }
    error = Double(wrong) / Double(samples)
    interval = Self.wilson(wrong, of: samples)
    let commonest = confusion.map { $0.reduce(0, +) }.max() ?? 0
    majorityError = 1 - Double(commonest) / Double(samples)
  }

  /// The score interval of a fraction k / n,
  ///
  ///     (k + z^2/2 ± z sqrt(k (n - k) / n + z^2/4)) / (n + z^2),   z = 1.96.
  ///
  /// > E. B. Wilson. *Probable inference, the law of succession, and statistical inference.* J Am Stat Assoc 22:209, 1927.
  static func wilson(_ hits: Int, of count: Int) -> [Double] {
    let k = Double(hits), n = Double(count), z = 1.959963984540054
    let center = k + z * z / 2, half = z * (k * (n - k) / n + z * z / 4).squareRoot()
    return [max((center - half) / (n + z * z), 0), min((center + half) / (n + z * z), 1)]
  }
}
