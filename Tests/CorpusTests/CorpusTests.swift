import Foundation
import Quantities
import TestSupport
import Testing

/// Files that once broke a reader, or are likely to: `Corpus/READER/NAME`, where NAME describes the fault. A file whose
/// name ends in `.sound` is read; all others are refused.
@Suite struct CorpusTests {
  /// One input.
  struct Input: CustomTestStringConvertible, Sendable {
    var reader: Reader
    var name: String
    var path: String
    var testDescription: String { reader.rawValue + "/" + name }
    var isSound: Bool { name.hasSuffix(".sound") }
  }

  static let inputs: [Input] = Reader.allCases.flatMap { reader in
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Corpus/" + reader.rawValue).path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { Input(reader: reader, name: $0, path: folder + "/" + $0) }
  }

  @Test func `there is a corpus`() { #expect(Self.inputs.count >= 10) }

  @Test(arguments: inputs)
  func `what once broke a reader no longer does`(_ input: Input) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: input.path)))
    let seconds = processorSeconds {
      do {
        try input.reader.read(bytes)
        #expect(input.isSound, "it was read")
      } catch {
        #expect(!input.isSound && Reader.isClear(error), "\(type(of: error)): \(error)")
      }
    }
    #expect(seconds < 60)
  }

  @Test(arguments: Reader.allCases)
  func `noise is refused`(_ reader: Reader) throws {
    var stream = Seed(7).stream()
    for length in [0, 1, 2, 4, 11, 12, 22, 100, 1000] {
      let noise = (0..<length).map { _ in UInt8(stream.below(256)) }
      for bytes in [
        noise, [UInt8](repeating: 0, count: length), [UInt8](repeating: 0xFF, count: length),
      ] {
        do { try reader.read(bytes) } catch {
          #expect(Reader.isClear(error), "\(type(of: error)): \(error)")
        }
      }
    }
  }
}
