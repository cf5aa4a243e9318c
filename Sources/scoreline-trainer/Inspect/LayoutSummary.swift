import JSONBytes
import ScoringEngine
import Settings

/// How the engine lays out a model on this processor, and why.
struct LayoutSummary {
    private let layout: LayoutDescription

    init(_ layout: LayoutDescription) { self.layout = layout }

    var text: String {
        var lines = TextTable(["layout", "\(layout.name), kernel \(layout.kernel.rawValue)"])
        lines.append(["because", layout.reason])
        lines.append(["memory", "\(layout.byteCount) bytes, \(layout.scratchByteCount) more for each call"])
        if layout.predicateCount > 0 { lines.append(["predicates", "\(layout.predicateCount)"]) }
        if layout.rowsPerBlock > 0 { lines.append(["rows a block", "\(layout.rowsPerBlock)"]) }
        for general in layout.general { lines.append(["general path", general]) }
        guard !layout.paths.isEmpty else { return lines.text }
        var paths = TextTable(["TREES", "PATH", "CODE BITS", "SELECTS A TREE"])
        for path in layout.paths {
            paths.append([
                "\(path.treeCount)", path.name, path.codeBits > 0 ? "\(path.codeBits)" : "",
                path.operationsPerTree > 0 ? "\((path.operationsPerTree * 10).rounded() / 10)" : "",
            ])
        }
        return lines.text + "\n" + paths.text(columns: StandardOutput.columns)
    }

    var json: JSONValue {
        .object([
            .init("name", .string(layout.name)), .init("kernel", .string(layout.kernel.rawValue)),
            .init("reason", .string(layout.reason)), .init("bytes", .integer(layout.byteCount)),
            .init("scratch_bytes", .integer(layout.scratchByteCount)),
            .init("predicates", .integer(layout.predicateCount)),
            .init("rows_per_block", .integer(layout.rowsPerBlock)),
            .init(
                "paths",
                .array(
                    layout.paths.map {
                        .object([
                            .init("name", .string($0.name)), .init("trees", .integer($0.treeCount)),
                            .init("code_bits", .integer($0.codeBits)),
                            .init("selects_per_tree", .number($0.operationsPerTree)),
                        ])
                    })),
            .init("general", .array(layout.general.map { .string($0) })),
        ])
    }
}
