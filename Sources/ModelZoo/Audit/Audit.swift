/// The tables and figures of the EfficientNet paper that can be recomputed.
public enum Audit: String, CaseIterable, Sendable {
  /// A table or figure of arXiv:1905.11946, or (`lite`) EfficientNet-Lite's published table.
  case table1, table2, table3, table4, table5, table7, table8, figure1, figure3, figure4, figure5,
    figure6, figure8, lite

  /// What the table or figure is.
  public var title: String {
    switch self {
    case .table1: "Table 1: EfficientNet-B0 by stage"
    case .table2: "Table 2: EfficientNets and the networks of like accuracy"
    case .table3: "Table 3: scaling MobileNets and ResNet-50"
    case .table4: "Table 4: inference latency"
    case .table5: "Table 5: parameters in transfer learning"
    case .table7: "Table 7: scaling EfficientNet-B0 in different ways"
    case .table8: "Table 8: accuracy on validation and test images"
    case .figure1: "Figure 1: parameters"
    case .figure3: "Figure 3: scaling one dimension"
    case .figure4: "Figure 4: scaling width at other depths and resolutions"
    case .figure5: "Figure 5: multiply-adds"
    case .figure6: "Figure 6: accuracy in transfer learning"
    case .figure8: "Figure 8: scaling in different ways"
    case .lite: "EfficientNet-lite: the table of its README"
    }
  }

  /// What of the table or figure is only stated, where its rows can't show that.
  public var remark: String? {
    switch self {
    case .table8:
      "Accuracies are the authors' and their server's; checked is that they agree with Table 2, and "
        + "the two sets of images with each other."
    case .figure6:
      "Accuracies are the authors'; checked are the points that Table 5 prints, 16 of the figure's 64."
    case .table1, .table2, .table3, .table4, .table5, .table7, .figure1, .figure3, .figure4,
      .figure5, .figure8, .lite:
      nil
    }
  }

  /// Every figure the table states, recomputed.
  ///
  /// - Throws: An error of a builder or of the cost model; none is expected.
  public func rows() throws -> [AuditRow] {
    switch self {
    case .table1: try Self.table1()
    case .table2: try Self.table2()
    case .table3: try Self.table3()
    case .table4: Self.table4()
    case .table5: try Self.table5()
    case .table7: try Self.table7()
    case .table8: Self.table8()
    case .figure1: try Self.figure1()
    case .figure3: try Self.figure3()
    case .figure4: try Self.figure4()
    case .figure5: try Self.figure5()
    case .figure6: Self.figure6()
    case .figure8: try Self.figure8()
    case .lite: try Self.lite()
    }
  }
}
