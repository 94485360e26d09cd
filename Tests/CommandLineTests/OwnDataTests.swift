import Foundation
import Testing

/// Data that users bring: arrays, tables, sets in the form of MNIST with other names and more classes.
@Suite struct OwnDataTests {
  /// An array as numpy.save writes it.
  private func npy(_ type: String, _ shape: String, _ bytes: [UInt8]) -> Data {
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    let count = header.utf8.count
    return Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 255), UInt8(count >> 8)])
      + Data(header.utf8) + Data(bytes)
  }

  private func floats(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
  }

  /// Two classes of four values each, told by the first of them, times `scale`.
  private func samples(_ count: Int, scale: Float = 1) -> (inputs: [Float], labels: [UInt8]) {
    var inputs: [Float] = [], labels: [UInt8] = []
    for k in 0..<count {
      let label = (k * 7 + k / 3) % 2
      inputs += [Float(label), Float(1 - label), Float(k % 5) / 5, 0.5].map { $0 * scale }
      labels.append(UInt8(label))
    }
    return (inputs, labels)
  }

  private func write(_ folder: URL, scale: Float = 1) throws {
    let (inputs, labels) = samples(40, scale: scale)
    try npy("<f4", "(40, 4)", floats(inputs)).write(to: folder.appendingPathComponent("X.npy"))
    try npy("|u1", "(40,)", labels).write(to: folder.appendingPathComponent("y.npy"))
  }

  private func model(_ data: String, classes: Int = 2, inputs: Int = 4) -> String {
    """
    name: own
    rate: {input: \(inputs), layers: [8, \(classes)]}
    data: {\(data)}
    training: {epochs: 4, batch: 4, decay: constant, rates: {input->hidden: 0.5, hidden->output: 0.5}}
    """
  }

  private func testError(_ folder: URL, _ data: String, classes: Int = 2, inputs: Int = 4) throws
    -> Double
  {
    try Tool.write(model(data, classes: classes, inputs: inputs), as: "m.yaml", in: folder)
    let check = try Tool.run("check", "m.yaml", in: folder)
    #expect(check.status == 0, "\(check.errors)")
    let run = try Tool.run("run", "m.yaml", "-o", "out", "--force", "-q", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    // The resolved model reads the same data.
    #expect(try Tool.run("check", "out/model.yaml", in: folder).status == 0)
    let data = try Data(contentsOf: folder.appendingPathComponent("out/result.json"))
    let result = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let seeds = result?["seeds"] as? [[String: Any]]
    return try #require(seeds?.first?["testError"] as? Double)
  }

  @Test func `arrays and tables are learned from, whatever the classes are called`() throws {
    try Tool.withFolder { folder in
      try write(folder)
      for data in [
        "set: arrays, images: X.npy, labels: y.npy, test: 10, validation: 6",
        "set: npy, path: X.npy, labels: y.npy, test: 10, shuffle: true",
      ] { #expect(try testError(folder, data) == 0) }
      let (inputs, labels) = samples(40, scale: 30)
      for (mark, names) in [(",", ["no", "yes"]), (";", ["0", "1"])] {
        var lines = [["a", "\"b\"", "kind", "c", "d"].joined(separator: mark)]
        for k in 0..<40 {
          var fields = inputs[4 * k..<4 * k + 4].map { "\($0)" }
          fields.insert(names[Int(labels[k])], at: 2)
          lines.append(fields.joined(separator: mark))
        }
        try Tool.write(
          "\u{FEFF}" + lines.prefix(31).joined(separator: "\r\n"), as: "t.csv", in: folder)
        try Tool.write(
          ([lines[0]] + lines.dropFirst(31)).joined(separator: "\n") + "\n\n", as: "u.csv",
          in: folder)
        #expect(
          try testError(
            folder,
            "set: csv, images: t.csv, labels: kind, test_images: u.csv, scale: columns") == 0)
      }
    }
  }

  @Test func `test samples come from the test files`() throws {
    try Tool.withFolder { folder in
      try write(folder)
      // The labels of the test file are the wrong ones.
      let (inputs, labels) = samples(8)
      try npy("<f4", "(8, 2, 2)", floats(inputs)).write(to: folder.appendingPathComponent("Xt.npy"))
      try npy("|u1", "(8, 1)", labels.map { 1 - $0 }).write(
        to: folder.appendingPathComponent("yt.npy"))
      #expect(
        try testError(
          folder,
          "set: arrays, images: X.npy, labels: y.npy, test_images: Xt.npy, test_labels: yt.npy")
          == 1)
      // IDX: the same samples, as bytes.
      func idx(_ dimensions: [Int], _ bytes: [UInt8]) -> Data {
        let sizes = dimensions.flatMap { size in
          (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) }
        }
        return Data([0, 0, 8, UInt8(dimensions.count)] + sizes + bytes)
      }
      for (name, count, isWrong) in [("train", 40, false), ("test", 8, true)] {
        let (inputs, labels) = samples(count)
        try idx([count, 2, 2], inputs.map { UInt8($0 * 255) }).write(
          to: folder.appendingPathComponent("\(name)-images"))
        try idx([count], labels.map { isWrong ? 1 - $0 : $0 }).write(
          to: folder.appendingPathComponent("\(name)-labels"))
      }
      #expect(
        try testError(folder, "set: idx, path: train-images, test_images: test-images") == 1)
    }
  }

  @Test func `a set in the form of MNIST may have other names and more classes`() throws {
    try Tool.withFolder { folder in
      func idx(_ dimensions: [Int], _ bytes: [UInt8]) -> Data {
        let sizes = dimensions.flatMap { size in
          (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) }
        }
        return Data([0, 0, 8, UInt8(dimensions.count)] + sizes + bytes)
      }
      func put(_ name: String, _ count: Int) throws {
        let images = (0..<count).flatMap { k in (0..<16).map { UInt8($0 == k % 12 ? 255 : 0) } }
        try idx([count, 4, 4], images).write(
          to: folder.appendingPathComponent("\(name)-images-idx3-ubyte"))
        try idx([count], (0..<count).map { UInt8($0 % 12) }).write(
          to: folder.appendingPathComponent("\(name)-labels-idx1-ubyte"))
      }
      try put("emnist-small-train", 60)
      try put("emnist-small-test", 12)
      let error = try testError(
        folder, "set: mnist, path: ., train: 60, validation: 0", classes: 12, inputs: 16)
      #expect(error <= 1)
      let text = try Tool.text("out/result.json", in: folder)
      #expect(text.contains("\"testCount\" : 12"))
      // Two such sets in one folder are not guessed from.
      try put("emnist-other-train", 12)
      let outcome = try Tool.run("check", "m.yaml", in: folder)
      #expect(outcome.status == 65)
      let words = outcome.output + outcome.errors
      #expect(
        words.contains("several files of the train images: emnist-other-train-images-idx3-ubyte"))
      #expect(words.contains("data: {set: idx"))
    }
  }

  @Test func `data that cannot be used are refused with the thing and the remedy`() throws {
    try Tool.withFolder { folder in
      try write(folder, scale: 3)
      try npy("|u1", "(3,)", [0, 1, 0]).write(to: folder.appendingPathComponent("short.npy"))
      try npy("<f4", "(40,)", floats((0..<40).map { _ in 0.5 })).write(
        to: folder.appendingPathComponent("half.npy"))
      try Tool.write("a,b,kind\n1,2,x\n3,,y\n", as: "hole.csv", in: folder)
      try Tool.write("a,b,kind\n1,2,x\n3,4\n", as: "short.csv", in: folder)
      for (data, words) in [
        ("images: X.npy, labels: y.npy", "expected numbers from 0 to 1. Give data.scale: columns"),
        (
          "images: X.npy",
          "'X.npy' holds samples only; name the file of their classes: labels: y.npy"
        ),
        ("labels: y.npy", "lacks 'images'"),
        ("images: X.npy, labels: short.npy, scale: all", "found 3 labels, expected 40"),
        ("images: X.npy, labels: half.npy, scale: all", "found label 0.5 of sample 0"),
        ("images: y.npy, labels: y.npy", "expected [samples, values] or [samples, rows, columns]"),
        ("images: m.yaml, labels: y", "a column of labels called 'y'"),
        (
          "images: hole.csv, labels: kind",
          "found '' in line 3, column 'b', expected a finite number"
        ),
        ("images: short.csv, labels: kind", "found 2 fields in line 3, expected 3"),
        ("images: hole.csv", "expected a column of labels called 'label'"),
        ("images: X.npy, labels: y.npy, scale: all, train: 50", "50"),
        ("images: X.npy, labels: y.npy, test_labels: y.npy", "needs 'test_images'"),
        ("images: no.npy, labels: y.npy", "no file that can be opened"),
      ] {
        try Tool.write(model("set: arrays, " + data), as: "m.yaml", in: folder)
        let outcome = try Tool.run("check", "m.yaml", in: folder)
        #expect(outcome.status != 0, "\(data)")
        #expect((outcome.output + outcome.errors).contains(words), "\(data): \(outcome)")
      }
    }
  }
}
