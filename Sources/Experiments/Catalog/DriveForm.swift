import Networks

/// The keys by which weights, biases and targets of a population are plain numbers.
struct DriveForm: Sendable {
  /// The scale; nil where weights are effects of single spikes.
  var drive: DriveScale?

  /// The membrane to which the keys belong.
  struct Place {
    /// The number of units.
    var size = 1
    /// True if r_max is a key of the membrane itself.
    var hasRate = false
    /// 1 / t_ref [1/ms]; nil without a refractory time.
    var highestRate: Double?
    /// True if the membrane has a constant current in the file.
    var hasCurrent = false
  }

  static let table = Table<DriveForm, Place> {
    Parameter(
      "drive",
      "measured, or {scale, zero}: weights and biases are plain numbers"
    ) { section, form, _ in
      guard let item = section.item("drive") else { return }
      var drive = DriveScale(maximumRate: form.drive?.maximumRate ?? 1)
      if item.isScalar {
        _ = item.choice(["measured"])
      } else if let group = item.section("'drive'") {
        Self.scale.read(group, into: &drive, ())
      }
      form.drive = drive
    } write: { form, _ in
      guard let drive = form.drive else { return nil }
      let entries = Self.scale.write(drive)
      return entries.isEmpty ? .word("measured") : .flow(entries)
    }.holding(scale) { _, _ in (DriveScale(maximumRate: 1), ()) }.standing("none")
    Parameter("r_max", unit: "/ms", "rate at which s = r / r_max = 1, with 'drive'") {
      section, form, place in
      if let highest = place.highestRate { form.drive?.maximumRate = highest }
      let item = place.highestRate == nil ? section.require("r_max") : section.item("r_max")
      if let rate = item?.quantity(.rate, .positive) { form.drive?.maximumRate = rate }
    } write: { form, _ in
      form.drive.map { .number($0.maximumRate, .rate) }
    }.refused { form, place in
      place.hasRate ? "" : form.drive == nil ? "only populations with 'drive' have it" : nil
    }.standing("1/t_ref")
    Parameter("bias", "constant drive, b~, a number or a list, with 'drive' and instead of I_e") {
      section, form, place in
      guard let item = section.item("bias") else {
        if !place.hasCurrent { form.drive?.biases = [0] }
        return
      }
      if UnitValuesReading.isMeant(by: item) {
        form.drive?.biases =
          UnitValuesReading(item: item, size: place.size).read {
            $0.quantity(.number)
          }?.values
      } else {
        form.drive?.biases = item.quantity(.number).map { [$0] }
      }
      if place.hasCurrent {
        item.error("'I_e' already gives the constant drive; leave one of them out")
      }
    } write: { form, _ in
      form.drive?.biases.map { $0.count == 1 ? .number($0[0], .number) : .numbers($0) }
    }.refused { form, _ in form.drive == nil ? "only populations with 'drive' have it" : nil }
      .standing("0")
  }

  /// The keys of `drive`.
  private static let scale = Table<DriveScale, Void> {
    Parameter(
      optional: "scale", .number(.current, .positive),
      "drive of one unit, a; measured: f goes through (0.1, 0.1) and (0.9, 0.9)", \.unit,
      standard: "measured")
    Parameter(
      optional: "zero", .number(.current, .any), "drive at which u~ = 0", \.zero,
      standard: "measured")
  }
}

extension DriveScale {
  /// True if it changes no unit: a = 1, u_0 = 0, and constant drives are given as currents.
  var isPlain: Bool { unit == 1 && zero == 0 && biases == nil }
}
