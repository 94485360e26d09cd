import Foundation
import Runs

/// Progress on stderr: one live line on a terminal, else a line every ten seconds.
final class ProgressLine {
  private let isQuiet: Bool
  private let start = ContinuousClock.now
  /// The fraction and time at which this process began; the fraction is not 0 if it resumed from a checkpoint.
  private var begin: (fraction: Double, at: ContinuousClock.Instant)?
  private var lastShown: ContinuousClock.Instant?
  private var hasLine = false

  /// A line; nothing is shown if `isQuiet`.
  init(quiet isQuiet: Bool) { self.isQuiet = isQuiet }

  /// Shows the progress. `fraction` is that of the whole work, 0 to 1.
  func show(_ text: String, fraction: Double) {
    guard !isQuiet else { return }
    let now = ContinuousClock.now
    if begin == nil { begin = (fraction < 0.01 ? 0 : fraction, fraction < 0.01 ? start : now) }
    let pause: Duration = Terminal.isInteractive ? .milliseconds(100) : .seconds(10)
    if now - (lastShown ?? (Terminal.isInteractive ? start - pause : start)) < pause { return }
    lastShown = now
    let percent = Int(100 * min(max(fraction, 0), 1))
    let line = "\(percent) %  \(text)\(remaining(fraction, now))"
    if Terminal.isInteractive {
      Terminal.write("\r\u{1B}[K" + line.prefix(120))
      hasLine = true
    } else {
      Terminal.note(line)
    }
  }

  /// Writes a permanent line above the live line.
  func note(_ text: String) {
    guard !isQuiet else { return }
    clear()
    Terminal.note(text)
  }

  /// Removes the live line.
  func clear() {
    if hasLine { Terminal.write("\r\u{1B}[K") }
    hasLine = false
  }

  private func remaining(_ fraction: Double, _ now: ContinuousClock.Instant) -> String {
    guard let begin else { return "" }
    let elapsed = (now - begin.at) / .seconds(1)
    let done = fraction - begin.fraction
    guard done > 0.01, elapsed > 1 else { return "" }
    return "  " + Estimate.duration(elapsed * (1 - fraction) / done) + " left"
  }
}
