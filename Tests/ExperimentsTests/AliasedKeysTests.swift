import Runs
import TestSupport
import Testing

@testable import Experiments

@Suite struct AliasedKeysTests {
  /// Thirty lists, each twice the one before.
  private static let bomb =
    "a0: &a0 [x, x]\n" + (1..<30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()

  @Test(
    arguments: [
      "? *a29\n: 1\n? *a28\n: 1\n", "*a29 : 1\n*a28 : 1\n", "[*a29]: 1\n[*a28]: 1\n",
      "{x: *a29}: 1\n{x: *a28}: 1\n", "q: {? *a29 : 1, ? *a28 : 2}\n", "- [? [*a29] : 1]\n",
      "?\n  *a29\n: 1\n?\n  *a28\n: 1\n", "! *a29 : 1\n? &z [*a29]\n: 1\n",
    ])
  func `keys that aliases make huge are refused at once`(_ keys: String) {
    let seconds = processorSeconds {
      let error = #expect(throws: ModelError.self) {
        try ModelFile.parse(Self.bomb + keys, file: "bomb.yaml")
      }
      #expect("\(error!)".contains("aliases repeat too much for keys"))
    }
    #expect(seconds < 60)
  }

  @Test func `usual keys are not, however many aliases there are`() {
    let usual =
      "a: &a 1\nb: [" + String(repeating: "*a, ", count: 100) + "]\nc: {x: *a, y: \"a*b: c\"}\n"
      + "d: *a\ne: {<<: *a}\n"
    #expect(AliasedKeys.firstDangerous(in: usual) == nil)
    #expect(AliasedKeys.firstDangerous(in: "a: &a 1\n? *a\n: 1\n*a : 2\n") == nil)
    #expect(AliasedKeys.firstDangerous(in: Self.bomb) == nil)
  }
}
