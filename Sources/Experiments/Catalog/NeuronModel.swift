import Networks

/// The reference page of a neuron model: equations, parameters, citations.
public struct NeuronModel: Sendable, Hashable, Codable {
  /// The `kind` in model files.
  public let name: String
  /// A description of the model in one line.
  public let summary: String
  /// The equations, one a line.
  public let equations: [String]
  /// Tables of parameters, each with a title.
  public let tables: [Table]
  /// Notes on input, output and use.
  public let notes: [String]
  /// Full citations.
  public let references: [String]

  /// A table of parameters.
  public struct Table: Sendable, Hashable, Codable {
    /// The common property of the parameters.
    public let title: String
    /// The parameters.
    public let rows: [ParameterRow]
  }

  /// The names of the values of `kind`, in the order of the reference.
  public static let names: [String] = all.map(\.name)

  /// The model called `name`.
  public static func named(_ name: String) -> NeuronModel? { all.first { $0.name == name } }

  /// All models, membranes first.
  public static let all: [NeuronModel] = membranes + sources
}

extension NeuronModel {
  private static let brette2007 =
    "R. Brette et al. Simulation of networks of spiking neurons: a review of tools and strategies. "
    + "J Comput Neurosci 23:349, 2007."
  private static let lifTables = [
    Table(
      title: "physical (any of C_m, E_L, V_th, V_reset, I_e is given)",
      rows: LIFForm.physical.rows(of: .physicalDefaults, 1)),
    Table(
      title: "dimensionless (none of them is given; C = tau_m, E_L = 0)",
      rows: LIFForm.dimensionless.rows(of: .dimensionlessDefaults, 1)),
  ]

  private static let solverTable = Table(
    title: "solver: {method: rk8pd, abs_tol: 1.0e-11, rel_tol: 1.0e-11}",
    rows: Integration.table.rows(of: Integration(), nil))

  /// The keys by which weights of a population are plain numbers.
  private static func driveTable(hasRate: Bool = false) -> Table {
    Table(
      title: hasRate ? "drive scale, of the physical form" : "drive scale",
      rows: DriveForm.table.rows(
        of: DriveForm(drive: DriveScale(maximumRate: 1)), DriveForm.Place(hasRate: hasRate)
      ).filter { !(hasRate && $0.symbol == "r_max") })
  }

  /// The table of `solver` for membranes that need no stepper.
  private static func ownTable(_ integration: Integration) -> Table {
    Table(
      title: "solver: {method: \(integration.stepper)}",
      rows: [
        ParameterRow(
          symbol: "method", standard: integration.stepper,
          meaning: "or a GSL stepper: " + Integrators.names.joined(separator: " "))
      ]
        + Integration.table.rows(of: Integration(), nil).dropFirst().map {
          ParameterRow(
            symbol: $0.symbol, standard: $0.standard, unit: $0.unit,
            meaning: $0.meaning + ", of a GSL stepper")
        })
  }

  private static func table(_ model: EquationModel) -> Table {
    Table(title: "parameters", rows: model.rows)
  }

  private static func source(
    _ table: Experiments.Table<SourceForm, SourceForm.Place>
  ) -> Table {
    let place = SourceForm.Place(name: "", size: 1)
    return Table(title: "parameters", rows: table.rows(of: SourceForm(place), place))
  }

  private static let membranes = [
    NeuronModel(
      name: "lif", summary: "leaky integrate-and-fire, solved in closed form between events",
      equations: [
        "C dV/dt = -(C/tau_m) (V - E_L) + I_e + I_ex + I_in",
        "dI_k/dt = -I_k/tau_k",
        "V >= theta: spike, V := V_reset, held for t_ref",
      ], tables: lifTables + [driveTable(hasRate: true)],
      notes: [
        "Receives spikes (I_ex += w or I_in += w; with jump synapses V += w) and clamped values.",
        "With 'receptors', any number of currents I_name, which projections choose: I_name += w.",
        "Currents go on while a unit is refractory; voltage jumps that arrive then are lost.",
      ],
      references: [
        "L. Lapicque. Recherches quantitatives sur l'excitation électrique des nerfs traitée comme "
          + "une polarisation. J Physiol Pathol Gen 9:620, 1907.",
        "S. Rotter & M. Diesmann. Exact digital simulation of time-invariant linear systems with "
          + "applications to neuronal modeling. Biol Cybern 81:381, 1999.",
      ]),
    NeuronModel(
      name: "lif_ode", summary: "the same membrane, integrated by a GSL stepper, for comparison",
      equations: ["as lif"], tables: lifTables + [driveTable(hasRate: true), solverTable],
      notes: ["The spikes are those of lif, up to the tolerance."],
      references: ["M. Galassi et al. GNU Scientific Library reference manual, 3rd edition, 2009."]),
    NeuronModel(
      name: "eif", summary: "exponential integrate-and-fire",
      equations: [
        "C dV/dt = -g_L (V - E_L) + g_L Delta_T exp((V - V_T)/Delta_T) + I_e + I_ex + I_in",
        "V >= V_peak: spike, V := V_reset",
      ], tables: [table(.eif), driveTable(), ownTable(.taylor)],
      notes: [
        "Receives spikes: I_ex += w (w > 0) or I_in += w, in pA.",
        "With 'receptors', any number of currents I_name, which projections choose: I_name += w.",
        "Where V diverges before V_peak, that instant is the spike.",
        "Delta_T = 0 is the limit: the spike is at V_T, or at V_peak if that is lower.",
        "taylor: spike times to about 1e-9 ms. rk8pd is the default where V_peak is below V_T + 4 Delta_T.",
      ],
      references: [
        "N. Fourcaud-Trocmé, D. Hansel, C. van Vreeswijk & N. Brunel. How spike generation "
          + "mechanisms determine the neuronal response to fluctuating inputs. "
          + "J Neurosci 23:11628, 2003."
      ]),
    NeuronModel(
      name: "adex", summary: "adaptive exponential integrate-and-fire",
      equations: [
        "C dV/dt = -g_L (V - E_L) + g_L Delta_T exp((V - V_T)/Delta_T) - w + I_e + I_ex + I_in",
        "tau_w dw/dt = a (V - E_L) - w",
        "V >= V_peak: spike, V := V_reset, w := w + b",
      ], tables: [table(.adex), driveTable(), ownTable(.taylor)],
      notes: [
        "Receives spikes: I_ex += w (w > 0) or I_in += w, in pA.",
        "With 'receptors', any number of currents I_name, which projections choose: I_name += w.",
        "Where V diverges before V_peak, that instant is the spike.",
        "Delta_T = 0 is the limit: the spike is at V_T, or at V_peak if that is lower.",
        "taylor: spike times to about 1e-9 ms. rk8pd is the default where V_peak is below V_T + 4 Delta_T.",
      ],
      references: [
        "R. Brette & W. Gerstner. Adaptive exponential integrate-and-fire model as an effective "
          + "description of neuronal activity. J Neurophysiol 94:3637, 2005."
      ]),
    NeuronModel(
      name: "lif_cond", summary: "leaky integrate-and-fire with conductance synapses",
      equations: [
        "C dV/dt = -g_L (V - E_L) - g_ex (V - E_ex) - g_in (V - E_in) + I_e",
        "dg_k/dt = -g_k/tau_k",
        "V >= theta: spike, V := V_reset, held for t_ref",
      ], tables: [table(.conductance), driveTable(), ownTable(.quadrature)],
      notes: [
        "Receives spikes: g_ex += w (w > 0) or g_in += |w|, in nS.",
        "With 'receptors', any number of conductances g_name, which projections choose.",
        "quadrature: V to rounding. rk8pd is the default with 'receptors', or unless E_in <= V_th <= E_ex.",
      ],
      references: [brette2007]),
  ]

  private static let sources = [
    NeuronModel(
      name: "clamp", summary: "analogue values held constant; they act as currents w x",
      equations: ["x = what the data or simulate.clamps gives"], tables: [],
      notes: ["Sends no spikes; its projections are dense and have no delay."], references: []),
    NeuronModel(
      name: "spikes", summary: "given spike times", equations: [],
      tables: [
        source(SourceForm.spikes)
      ], notes: ["Names of files are relative to the model file."], references: []),
    NeuronModel(
      name: "regular", summary: "perfectly regular trains", equations: ["t_k = (phase + k)/rate"],
      tables: [
        source(SourceForm.regular)
      ], notes: [], references: []),
    NeuronModel(
      name: "poisson", summary: "independent Poisson trains",
      equations: ["P(spike in dt) = rate dt / (1 - rate t_ref), none within t_ref of a spike"],
      tables: [
        source(SourceForm.poisson)
      ], notes: [], references: []),
  ]
}

extension Integration {
  /// The keys of `solver` that a GSL stepper has alone.
  static let tolerances = ["abs_tol", "rel_tol"]

  /// `solver`, in the form of a model file.
  var entries: [(String, Output)] {
    Self.table.write(self, nil).filter { !isOwn || !Self.tolerances.contains($0.0) }
  }

  /// The keys of `solver`; the context is the engine's own method for the membrane.
  static let table = Experiments.Table<Integration, Integration?> {
    Parameter("method", "GSL stepper: " + Integrators.names.joined(separator: " ")) {
      section, integration, own in
      integration.stepper = section.value("method", or: integration.stepper) {
        $0.choice(Integrators.names + (own.map { [$0.stepper] } ?? []))
      }
    } write: { integration, _ in
      .string(integration.stepper)
    }
    Parameter(
      tolerances[0], .number(.number, .positive), "error bound of a step", \.absoluteTolerance)
    Parameter(
      tolerances[1], .number(.number, .nonnegative), "the same, relative", \.relativeTolerance)
  }
}

/// The steppers of the GNU Scientific Library, by name.
public enum Integrators {
  /// Explicit, implicit and multi-step methods.
  public static let names = [
    "rk2", "rk4", "rkf45", "rkck", "rk8pd", "rk1imp", "rk2imp", "rk4imp", "bsimp", "msadams",
    "msbdf",
  ]
}
