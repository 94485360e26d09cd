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

  @Test func `what learning came to is result.json`() throws {
    try check(
      LearningSummary.self,
      #"{"agreements":["# + Self.agreement + #"],"bestEpoch":2,"epochs":3,"name":"digits","#
        + #""processorSeconds":4.5,"seconds":2.5,"spikes":10,"synapticEvents":20,"testCount":100,"#
        + #""testError":0.125,"transferTestError":0.25,"twinTestError":0.375,"#
        + #""twinValidationError":0.5,"validationError":0.625,"warnings":["slow"],"#
        + #""wasCancelled":true}"#)
  }

  @Test func `what the training of a rate model came to is result.json`() throws {
    let seed =
      #"{"bestEpoch":2,"epochs":3,"repetition":1,"seed":7,"testError":0.125,"trainError":0.25,"#
      + #""validationError":0.375}"#
    try check(TrainingSummary.SeedRecord.self, seed)
    try check(
      TrainingSummary.self,
      #"{"name":"rate","processorSeconds":4.5,"processorSecondsPerThousand":0.5,"seconds":2.5,"#
        + #""seeds":["# + seed
        + #"],"testCount":100,"trainCount":1000,"warnings":["slow"],"wasCancelled":true}"#)
  }

  @Test func `what a simulation came to is result.json`() throws {
    let population =
      #"{"first":0.5,"last":9.5,"name":"a","rate":20,"spikes":4,"units":20,"variation":0.25}"#
    try check(SimulationSummary.Population.self, population)
    try check(
      SimulationSummary.self,
      #"{"duration":10,"folder":"runs/a","name":"a","populations":["# + population
        + #"],"seconds":0.5,"spikes":4,"synapticEvents":8,"warnings":["silent"]}"#)
  }

  @Test func `statistics of a population are those of its spikes`() {
    let table = SpikeTable(
      populations: ["in", "a"], sizes: [1, 2], times: [1, 2, 4, 5, 8], population: [1, 1, 0, 1, 1],
      unit: [0, 0, 0, 1, 0])
    let summary = SimulationSummary(
      name: "a", spikes: table, spiking: [1], duration: 10, synapticEvents: 3, seconds: 1)
    #expect(summary.spikes == 5 && summary.populations.map(\.name) == ["a"])
    let a = summary.populations[0]
    #expect(a.units == 2 && a.spikes == 4 && a.rate == 200 && a.first == 1 && a.last == 8)
    // Intervals 1 and 6 of one unit: deviation 2.5, mean 3.5.
    #expect(abs(a.variation! - 2.5 / 3.5) < 1e-15)
  }

  @Test func `a point of a comparison is a line of points.jsonl`() throws {
    let row =
      #"{"agreements":["# + Self.agreement + #"],"bias":0.1,"cosineDeviation":0.2,"floor":0.3,"#
      + #""gain":0.4,"gainError":0.5,"groupDeviation":0.6,"part":"total","point":{"k":"1"},"#
      + #""predictedCosine":0.7,"predictedGain":0.8,"projection":"a->b","rule":"pair","#
      + #""signalToNoise":0.9}"#
    let cost =
      #"{"model":"pair","point":{"k":"1"},"processorSeconds":1.5,"rule":"pair","simulated":60,"#
      + #""spikes":10,"synapticEvents":20}"#
    try check(RuleScore.self, row)
    try check(RuleCost.self, cost)
    try check(
      ComparedPoint.self,
      #"{"cost":"# + cost + #","remarks":["none"],"rows":["# + row
        + #"],"scatter":[{"cosine":0.5,"count":2,"name":"pair, a->b","reference":[1,2],"#
        + #""referenceRMS":1.5,"signAgreement":1,"update":[2,3],"updateRMS":2.5}]}"#)
    try check(
      ComparisonTable.self,
      #"{"costs":["# + cost + #"],"name":"digits","note":"2 samples","remarks":["none"],"rows":["#
        + row + "]}")
    try check(
      ComparedTraining.self,
      #"{"failure":"overflow","processorSeconds":1.5,"rule":"pair","seed":7,"testError":0.25,"#
        + #""trainErrors":[0.5],"validationErrors":[0.75],"warnings":["slow"]}"#)
  }

  @Test func `a raster and an activity are files of their own`() throws {
    let phase = #"{"end":10,"name":"free","start":0}"#
    let trace =
      #"{"axis":"V","name":"a 0","spikeTimes":[5],"threshold":1,"times":[0,5],"values":[0.5,1]}"#
    try check(Raster.Trace.self, trace)
    try check(
      Raster.self,
      #"{"end":10,"label":"label 3","phases":["# + phase + #"],"spikes":{"population":[0],"#
        + #""populations":["a"],"sizes":[1],"times":[5],"unit":[0]},"start":0,"traces":["# + trace
        + "]}")
    try check(
      ActivityProfile.self,
      #"{"bin":5,"groups":[{"name":"a","rates":[10,20]}],"phases":["# + phase
        + #"],"rates":[{"population":"a","values":[15]}],"samples":64}"#)
  }

  @Test func `theorems are theorems.json, without the times of their checks`() throws {
    let check = Check(
      name: "a", measured: "1 ms", bar: "< 2 ms", passed: true, seconds: 3, details: "b")
    let text = String(decoding: try JSONText.encode(check, as: .line), as: UTF8.self)
    #expect(text == #"{"bar":"< 2 ms","measured":"1 ms","name":"a","passed":true}"#)
    let step =
      #"{"beta":0.1,"cosine":0.5,"cosines":[0.5],"drift":0.01,"examplesBPTT":[[1]],"#
      + #""examplesEP":[[2]],"free":20,"name":"a->b","nudged":10,"relativeSize":1.5,"rmse":0.25,"#
      + #""scheme":"symmetric","signError":0.125,"sizeBPTT":[3],"sizeEP":[4]}"#
    try self.check(
      TheoremReport.self,
      #"{"checks":["# + text + #"],"courses":[{"beta":0.1,"error":0.5,"examplesEP":[[1]],"#
        + #""examplesRBP":[[2]],"scheme":"one-sided","times":[0],"units":["a"]}],"errors":["#
        + #"{"beta":0.1,"error":0.25,"scheme":"one-sided"}],"gradients":["# + Self.agreement
        + #"],"name":"theorems","steps":["# + step + #"],"warnings":["drifts"]}"#)
  }

  @Test func `a rule that was measured is rule.json`() throws {
    try check(
      RuleProfile.self,
      #"{"area":0.5,"changes":[1],"citation":"c","firstMoment":0.25,"formula":"f","lags":[10],"#
        + #""model":"m","name":"pair","phases":"p","rates":[{"error":0.1,"measured":2,"predicted":3,"#
        + #""rate":5}],"responses":[{"error":0.1,"measured":2,"of":"s_i s_j","predicted":3}],"#
        + #""tiedGain":0.75,"weight":0.5,"weights":[{"after":1,"before":-1,"weight":0}]}"#)
  }
}
