package import TrainingData

/// A data set in figures: its classes, its sizes, its colours, and images that stand in both parts.
package enum DataTables {
  /// All of them, each under a key for programs; the main one first.
  ///
  /// - Parameters:
  ///   - survey: what was found.
  ///   - data: in which data set.
  /// - Returns: classes, sizes, channels, and what stands in both parts.
  package static func sections(
    _ survey: DataSetSurvey, of data: DataSet
  ) -> [(key: String, table: Table)] {
    [
      ("classes", classes(survey, of: data)), ("sizes", sizes(survey, of: data)),
      ("channels", channels(survey, of: data)), ("shared", shared(survey, of: data)),
    ]
  }

  /// How many images each class has in each part.
  private static func classes(_ survey: DataSetSurvey, of data: DataSet) -> Table {
    let origin =
      switch data.validationOrigin {
      case .own: "The validation images are the data's own part for that"
      case .heldOut, .training: data.validationNote.map(capitalized) ?? ""
      }
    let columns: [Column<Int>] =
      [
        .integer("label", "Label") { $0 },
        Column<Int>.text("class", "Class") { data.classNames[$0] }.total(.text("Total")),
      ]
      + survey.parts.map { part in
        Column<Int>.integer(part.name.rawValue, capitalized(part.name.rawValue), .grouped) {
          part.counts[$0]
        }.total(.integer(part.count))
      }
    return Table(
      caption: "Images of \(data.name) by class", columns: columns,
      rows: Array(data.classNames.indices), notes: [origin + "."])
  }

  /// How large images are.
  private static func sizes(_ survey: DataSetSurvey, of data: DataSet) -> Table {
    func size(_ part: DataSetPart, _ size: ImageSize) -> String? {
      part.isStored ? size.description : nil
    }
    let isDrawn = survey.parts.contains { !$0.isStored }
    return Table(
      caption: "Sizes of the images of \(data.name)",
      columns: [
        .text("part", "Part") { $0.name.rawValue },
        .integer("images", "Images", .grouped) { $0.count },
        .text("smallest", "Smallest") { size($0, $0.smallest) },
        .text("median", "Median") { size($0, $0.median) },
        .text("largest", "Largest") { size($0, $0.largest) },
        .integer("channels", "Channels") { $0.moments.count },
      ], rows: survey.parts,
      notes: [
        isDrawn
          ? "The images are drawn at whatever size is asked for."
          : "Height × width in pixels, by area."
      ])
  }

  private struct Channel {
    let part: String
    let number: Int
    let mean, deviation: Double
  }

  /// How bright images are, over all pixels of a part, and what a training takes out.
  private static func channels(_ survey: DataSetSurvey, of data: DataSet) -> Table {
    var groups = survey.parts.map { part in
      part.moments.enumerated().map {
        Channel(
          part: part.name.rawValue, number: $0, mean: $1.mean, deviation: $1.deviation)
      }
    }
    groups.append(
      zip(data.normalization.mean, data.normalization.standardDeviation).enumerated().map {
        Channel(
          part: "normalisation", number: $0, mean: Double($1.0), deviation: Double($1.1))
      })
    return Table(
      caption: "Channels of the images of \(data.name)",
      columns: [
        .text("part", "Part") { $0.part },
        .text("channel", "Channel") { name(of: $0.number, among: data.channels) },
        .number("mean", "Mean", .decimals(4)) { $0.mean },
        .number("deviation", "Deviation", .decimals(4)) { $0.deviation },
      ], groups: groups,
      notes: [
        (data.holdsIntensities ? "0 is black, 1 full. " : "Values as they are in the file. ")
          + "Of parts: over all pixels of all images; normalisation: what a training takes out."
      ])
  }

  private static func name(of channel: Int, among channels: Int) -> String {
    switch channels {
    case 1: "grey"
    case 3: ["red", "green", "blue"][channel]
    default: String(channel)
    }
  }

  /// What an accuracy on the validation images does not measure.
  private static func shared(_ survey: DataSetSurvey, of data: DataSet) -> Table {
    let shared = survey.shared
    let others = shared.count { $0.trainingLabel != $0.validationLabel }
    let note =
      switch (data.validationOrigin, shared.count) {
      case (.training, _): "Not looked for: the validation images are those that are trained on."
      case (_, 0): "None: no validation image has the pixels of one that is trained on."
      case (_, let count):
        "\(count) of the \(data.validation.count) validation images have the pixels of images that "
          + "are trained on, \(others) of them with another class. An accuracy measured on them says "
          + "nothing about other images: leave them out of one of the parts."
      }
    let training: Column<SharedImage>
    let validation: Column<SharedImage>
    // A file says which image it is better than its number does.
    if data.validation.file(of: 0) == nil {
      validation = .integer("validationImage", "Validation image") { $0.validation }
      training = .integer("trainingImage", "Training image") { $0.training }
    } else {
      validation = .text("validationFile", "Validation file") {
        data.validation.file(of: $0.validation)
      }
      training = .text("trainingFile", "Training file") { data.training.file(of: $0.training) }
    }
    return Table(
      caption: "Images that stand in both parts of \(data.name)",
      columns: [
        validation, .text("validationClass", "Its class") { data.classNames[$0.validationLabel] },
        training, .text("trainingClass", "Its class") { data.classNames[$0.trainingLabel] },
        .integer("copies", "Copies") { $0.copies },
      ], rows: shared, notes: [note])
  }

  private static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
