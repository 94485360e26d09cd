import Equations
public import Quantities

extension EquationMembrane {
  /// The fast spiking cell of Izhikevich with an exponential synaptic current,
  ///
  ///     dV/dt = 0.04 V^2 + 5 V + 140 - u + I_e + I,   du/dt = 0.1 (0.2 V - u),   dI/dt = -I / tau,
  ///     V > 30: spike, V := -65, u := u + 2.
  ///
  /// *Units*: ms; all else are plain numbers, V in mV.
  ///
  /// > E. M. Izhikevich. *Simple model of spiking neurons.* IEEE Trans Neural Netw 14:1569, 2003.
  public static func izhikevich(synapse time: Milliseconds) -> EquationMembrane {
    var text = MembraneText()
    text.equations = """
      dV/dt = (0.04*V^2 + 5*V + 140 - u + I_e + I)/ms
      du/dt = 0.1*(0.2*V - u)/ms
      dI/dt = -I/(\(time.value)*ms)
      """
    text.threshold = "V > 30"
    text.reset = "V = -65; u += 2"
    text.onArrival = "I += w"
    text.initial = [("V", -65.0), ("u", -13), ("I", 0)].map { .init($0.0, $0.1, .plain) }
    text.current = .init("I_e", 0, .plain)
    do { return try EquationMembrane(text) } catch {
      preconditionFailure("The equations are right: \(error)")
    }
  }
}
