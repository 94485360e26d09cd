import Foundation
import Measurements
import Testing

@testable import Records

/// The files that hold measurements: their bytes are those of the texts below, and all of a value comes back.
@Suite struct MeasurementTests {
  /// The text of a file that has all fields, and what comes back of it.
  private func check<Value: Codable & Equatable>(_ type: Value.Type, _ text: String) throws {
    let value = try JSONText.decode(Value.self, from: Array(text.utf8))
    #expect(String(decoding: try JSONText.encode(value, as: .line), as: UTF8.self) == text)
    // A property that is not in the text, for example because it is new, has its default.
    for (name, part) in Mirror(reflecting: value).children {
      let isNil = Mirror(reflecting: part).displayStyle == .optional && "\(part)" == "nil"
      #expect(!isNil && !["[]", "[:]"].contains("\(part)"), "\(name ?? "") is not in the text")
    }
  }

  private static let agreement =
    #"{"cosine":0.5,"count":2,"part":"total","projection":"a->b","reference":"rate EP","#
    + #""relativeSize":1.5,"rmse":0.25,"signAgreement":0.75}"#

  @Test func `an epoch is a line of metrics.jsonl`() throws {
    try check(
      Epoch.self,
      #"{"agreements":["# + Self.agreement
        + #"],"cost":0.1,"epoch":3,"learningRates":{"a->b":0.2},"#
        + #""meanActivity":{"a":0.5},"processorSeconds":2.5,"rateDifference":{"a":0.01},"#
        + #""repetition":2,"residual":0.001,"seconds":1.5,"seed":7,"settlingDrift":0.02,"#
        + #""silentFraction":{"a":0.75},"spikes":10,"stepsPerSample":30,"synapticEvents":20,"#
        + #""trainError":0.125,"trainErrorAfter":0.25,"twinTrainError":0.375,"#
        + #""twinTrainErrorAfter":0.5,"twinValidationError":0.625,"validationError":0.875}"#)
  }

  @Test func `an epoch of which little was measured is a short line`() throws {
    var epoch = Epoch()
    epoch.trainError = 0.5
    epoch.epoch = 1
    epoch.cost = .nan
    let line = String(decoding: try JSONText.encode(epoch, as: .line), as: UTF8.self)
    #expect(line == #"{"cost":null,"epoch":1,"trainError":0.5}"#)
  }
}
