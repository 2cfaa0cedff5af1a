import Networks

/// How a convolution of inference is cut: rows or lines of its result, and columns.
///
/// A part of the rows reads all weights of its columns, a part of the columns reads all inputs of
/// its rows: few rows and many weights are cut by columns, many rows and few weights by rows. What
/// a result is does not depend on the cut.
struct InferenceCut {
  /// Rows, or lines of an image, in blocks of ``rowBlock``.
  let rows: Partition
  /// Output channels, in blocks of `Kernels.columns`.
  let columns: Partition
  private let rowBlock: Int
  private let totalRows: Int
  private let channels: Int

  /// Cuts a product, or a convolution over windows; rows are rows or lines of the batch.
  init(_ layer: ConvolutionLayer, batch: Int, rows total: Int) {
    // Tiles of a product have up to twelve rows.
    let block = layer.isPointwise ? 24 : 1
    let cuts = layer.convolution.groups == 1
    self.init(
      rows: total, rowBlock: block, channels: layer.output.channels, cutsColumns: cuts,
      parts: Self.parts(layer, batch), input: batch * layer.input.elements,
      weights: layer.weights)
  }

  /// Cuts a depthwise convolution; rows are lines of one image.
  init(_ layer: ConvolutionLayer, batch: Int, linesOfImage total: Int) {
    let parts = Self.parts(layer, batch)
    self.init(
      rows: total, rowBlock: 1, channels: layer.output.channels, cutsColumns: true,
      parts: (parts + batch - 1) / batch, input: 0, weights: layer.weights)
  }

  /// Cuts a convolution by Winograd's F(2×2, 3×3); rows are lines of tiles, so many together that
  /// products have rows enough.
  init(winograd layer: ConvolutionLayer, batch: Int) {
    let (high, wide) = ((layer.output.height + 1) / 2, (layer.output.width + 1) / 2)
    self.init(
      rows: batch * high, rowBlock: max(1, (24 + wide - 1) / wide),
      channels: layer.output.channels, cutsColumns: true, parts: Self.parts(layer, batch),
      // Tiles are transformed by each part of the columns: four floats for each of the input.
      input: 4 * batch * layer.input.elements, weights: 2 * layer.weights)
  }

  /// Cuts a depthwise convolution of what it expands itself; rows are lines of one image.
  ///
  /// Columns are so few that the lines of a window stay in the cache, parts of the lines so large
  /// that expanding their first lines again costs little.
  init(expanded layer: ConvolutionLayer) {
    let channels = layer.output.channels
    rows = Partition(layer.output.height, parts: layer.output.height / 24)
    columns = Partition(
      Kernels.blocks(ofColumns: channels),
      parts: (channels + Self.expandedChannels - 1) / Self.expandedChannels)
    (rowBlock, totalRows, self.channels) = (1, layer.output.height, channels)
  }

  /// The most channels of a part of an expanded depthwise convolution.
  static var expandedChannels: Int { 2 * Kernels.columns }

  /// Parts that cost some tens of microseconds each, sixteen at most.
  private static func parts(_ layer: ConvolutionLayer, _ batch: Int) -> Int {
    let floats = batch * (layer.input.elements + layer.output.elements)
    let cost = layer.multiplyAdds(batch) + 4 * floats
    return max(1, min(16, cost / (1 << 20)))
  }

  private init(
    rows total: Int, rowBlock: Int, channels: Int, cutsColumns: Bool, parts: Int, input: Int,
    weights: Int
  ) {
    let blocks = (total + rowBlock - 1) / rowBlock
    let panels = cutsColumns ? Kernels.blocks(ofColumns: channels) : 1
    var best = (columns: 1, rows: 1, isEnough: false, floats: Int.max)
    for columns in 1...min(panels, parts) {
      let rows = min(blocks, (parts + columns - 1) / columns)
      let floats = columns * input + rows * weights
      let isEnough = rows * columns >= parts
      if (isEnough && !best.isEnough) || (isEnough == best.isEnough && floats < best.floats) {
        best = (columns, rows, isEnough, floats)
      }
    }
    rows = Partition(blocks, parts: best.rows)
    columns = Partition(panels, parts: best.columns)
    (self.rowBlock, totalRows, self.channels) = (rowBlock, total, channels)
  }

  /// Units in all.
  var parts: Int { rows.parts * columns.parts }

  /// The rows and channels of a unit.
  func ranges(_ unit: Int) -> (rows: Range<Int>, channels: Range<Int>) {
    let (row, column) = unit.quotientAndRemainder(dividingBy: columns.parts)
    let (blocks, panels) = (rows.range(row), columns.range(column))
    let isWhole = columns.parts == 1
    return (
      blocks.lowerBound * rowBlock..<min(totalRows, blocks.upperBound * rowBlock),
      isWhole
        ? 0..<channels
        : panels.lowerBound * Kernels.columns..<min(channels, panels.upperBound * Kernels.columns)
    )
  }
}
