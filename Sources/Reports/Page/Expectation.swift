import Foundation
import Measurements
import Records

/// One thing that a model file expects, `<= 5 %`, beside what the run measured.
struct Expectation {
  /// What it is about: `spiking test error`.
  let name: String
  /// What the model file says.
  let expected: String
  /// What was measured, in words; nil when the page cannot tell which number is meant.
  let measured: String?
  /// Whether it is met; nil when that is not for a program to say.
  let isMet: Bool?

  /// All that the model of `run` expects.
  static func all(of run: RunRecord) -> [Expectation] {
    let all = run.model?.below("expected") ?? []
    // A comparison does not learn as the model says.
    let own = all.filter { run.kind != .comparison || !$0.path.contains("error") }
    return own.flatMap { setting in
      // A comma or semicolon joins claims; each has its own answer.
      clauses(setting.value).map { one(setting.path, $0, run) }
    }
  }

  private static func clauses(_ text: String) -> [String] {
    guard text.hasPrefix("<") || text.hasPrefix(">") else { return [text] }
    return text.split { $0 == "," || $0 == ";" }.map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private static func one(_ name: String, _ text: String, _ run: RunRecord) -> Expectation {
    func answer(_ measured: String?, _ isMet: Bool? = nil) -> Expectation {
      Expectation(name: name, expected: text, measured: measured, isMet: isMet)
    }
    let lower = name.lowercased()
    if lower == "time" { return answer(run.information.wallSeconds.map(SummaryTable.duration)) }
    if lower == "checks", let theorems = run.theorems {
      let passed = theorems.checks.count { $0.passed }
      return answer(
        "\(passed) of \(theorems.checks.count) passed",
        text == "all pass" ? passed == theorems.checks.count : nil)
    }
    if lower.contains("error") || lower == "answer" {
      let test = run.result?.testError ?? run.training?.meanTestError
      let value =
        lower.contains("validation") ? run.epochs.compactMap(\.validationError).min() : test
      guard let value else { return answer(nil) }
      let measured = SummaryTable.percent(value)
      if let match = text.wholeMatch(of: /within ([0-9.]+) points? of the rate twin/),
        let most = Double(match.1), let twin = run.result?.twinTestError
      {
        let away = 100 * abs(value - twin)
        return answer("\(SummaryTable.fixed(away, 2)) points away", away <= most + 1e-9)
      }
      if let bound = bound(text, unit: "%") { return answer(measured, holds(100 * value, bound)) }
      return answer(measured)
    }
    if let simulation = run.simulation {
      let populations = simulation.populations
      let only = populations.count == 1 ? populations[0] : nil
      switch lower {
      case "spikes":
        let met = Int(text).map { $0 == simulation.spikes }
        let each = populations.map { "\($0.spikes) \($0.name)" }.joined(separator: ", ")
        return answer(populations.count > 1 && met == nil ? each : "\(simulation.spikes)", met)
      case "first spike":
        return answer(
          only?.first.map { SummaryTable.fixed($0, 6) + " ms" }, near(only?.first, text))
      case "period":
        let period = only.flatMap { row -> Double? in
          guard row.units == 1, row.spikes > 1, let first = row.first, let last = row.last else {
            return nil
          }
          return (last - first) / Double(row.spikes - 1)
        }
        return answer(period.map { SummaryTable.fixed($0, 6) + " ms" }, near(period, text))
      case "last spike":
        return answer(only?.last.map { SummaryTable.fixed($0, 4) + " ms" }, near(only?.last, text))
      case "rate":
        return answer(
          populations.map { "\($0.name) \(SummaryTable.fixed($0.rate, 2)) Hz" }.joined(
            separator: ", "), lie(populations.map(\.rate), text))
      case "cv":
        return answer(
          populations.compactMap { row in
            row.variation.map { "\(row.name) \(SummaryTable.fixed($0, 2))" }
          }
          .joined(separator: ", "))
      default: break
      }
    }
    return answer(nil)
  }

  /// The number behind `<=` and its like; nil when anything else is said too.
  private static func bound(_ text: String, unit: String) -> (sign: String, value: Double)? {
    var rest = text.trimmingCharacters(in: .whitespaces)
    guard let sign = ["<=", ">=", "<", ">"].first(where: { rest.hasPrefix($0) }) else {
      guard rest.hasSuffix(unit),
        let value = Double(rest.dropLast(unit.count).trimmingCharacters(in: .whitespaces))
      else { return nil }
      return ("=", value)
    }
    rest = rest.dropFirst(sign.count).trimmingCharacters(in: .whitespaces)
    guard rest.hasSuffix(unit),
      let value = Double(rest.dropLast(unit.count).trimmingCharacters(in: .whitespaces))
    else { return nil }
    return (sign, value)
  }

  private static func holds(_ value: Double, _ bound: (sign: String, value: Double)) -> Bool {
    switch bound.sign {
    case "<=": value <= bound.value + 1e-9
    case ">=": value >= bound.value - 1e-9
    case "<": value < bound.value
    case ">": value > bound.value
    default: abs(value - bound.value) < 0.005
    }
  }

  /// True if all rates lie within `5 to 6.5 Hz`; nil when anything else is said.
  private static func lie(_ rates: [Double], _ text: String) -> Bool? {
    guard let match = text.wholeMatch(of: /([0-9.]+) to ([0-9.]+) Hz/), let low = Double(match.1),
      let high = Double(match.2), low <= high
    else { return nil }
    return rates.allSatisfy { $0 >= low && $0 <= high }
  }

  /// Whether a time agrees with `55.451774 ms` in all digits that are given.
  private static func near(_ value: Double?, _ text: String) -> Bool? {
    let words = text.split(separator: " ")
    guard let value, words.count == 2, words[1] == "ms", let wanted = Double(words[0]) else {
      return nil
    }
    let digits = words[0].split(separator: ".").dropFirst().first?.count ?? 0
    return abs(value - wanted) <= 0.51 * pow(10, -Double(digits))
  }
}
