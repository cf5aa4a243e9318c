/// What a reader holds in memory at most.
struct TableLimits: Sendable {
    /// Bytes of one cell.
    var cell = 1 << 20
    /// Bytes of one row: all its cells, or its JSON object.
    var row = 64 << 20
    /// Nesting of a JSON object.
    var depth = 64
    var columns = 100_000
    /// Bytes read at a time.
    var buffer = 1 << 16
}
