/// Where the parts of a text model lie: header, trees, and what stands behind them.
struct LightGBMText {
    let bytes: [UInt8]
    let header: LightGBMSection
    /// Per tree its lines, without the first, `Tree=…`.
    private let trees: [Range<Int>]
    private let trailer: LightGBMTrailer

    static let export = "export it with booster.save_model(\"model.txt\")"

    /// All that LightGBM from 2.1 to 4.6 writes.
    private static let headerKeys: Set<String> = [
        "tree", "version", "num_class", "num_tree_per_iteration", "label_index", "max_feature_idx", "objective",
        "average_output", "feature_names", "monotone_constraints", "feature_infos", "tree_sizes",
    ]

    var treeCount: Int { trees.count }
    var parameters: [String: String] { trailer.parameters }
    var pandasCategories: Range<Int>? { trailer.pandasCategories }

    init(_ bytes: [UInt8]) throws(ModelImportError) {
        self.bytes = bytes
        var lines = LightGBMLines(bytes, in: 0..<bytes.count)
        guard let first = lines.next(), bytes[first].elementsEqual("tree".utf8) else { throw Self.refusal(bytes) }

        var end: Range<Int>?
        var starts: [Range<Int>] = []
        while end == nil, let line = lines.next() {
            if Self.isTree(bytes[line]) {
                guard starts.count < LightGBMForest.maximumTreeCount else {
                    throw ModelImportError("the file has more than \(LightGBMForest.maximumTreeCount) trees")
                }
                starts.append(line)
            } else if Self.isEnd(bytes[line]) {
                end = line
            }
        }
        header = try LightGBMSection(
            bytes, in: 0..<(starts.first ?? end ?? bytes.count..<bytes.count).lowerBound, place: "the header",
            known: Self.headerKeys)
        guard let end else {
            throw ModelImportError("the file ends before its line \"end of trees\": it was cut")
        }
        trees = try Self.blocks(bytes, starts, end: end.lowerBound)
        try Self.checkSizes(bytes, header, starts, end: end.lowerBound)
        trailer = try LightGBMTrailer(bytes, &lines)
    }

    func tree(_ index: Int) throws(ModelImportError) -> LightGBMSection {
        try LightGBMSection(bytes, in: trees[index], place: "Tree=\(index)", known: LightGBMTree.keys)
    }

    private static func isTree(_ line: ArraySlice<UInt8>) -> Bool { line.starts(with: "Tree=".utf8) }

    /// Files of LightGBM 2.1 have no line `end of trees`.
    private static func isEnd(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.first == UInt8(ascii: "e") || line.first == UInt8(ascii: "f") else { return false }
        return ["end of trees", "feature_importances:", "feature importances:"]
            .contains { line.elementsEqual($0.utf8) }
    }

    private static func blocks(
        _ bytes: [UInt8], _ starts: [Range<Int>], end: Int
    ) throws(ModelImportError) -> [Range<Int>] {
        var blocks: [Range<Int>] = []
        blocks.reserveCapacity(starts.count)
        for (index, line) in starts.enumerated() {
            guard bytes[line].elementsEqual("Tree=\(index)".utf8) else {
                let found = String(decoding: bytes[line].prefix(40), as: UTF8.self)
                throw ModelImportError("the tree \(index) starts with \"\(found)\", expected \"Tree=\(index)\"")
            }
            blocks.append(line.upperBound..<(index + 1 < starts.count ? starts[index + 1].lowerBound : end))
        }
        return blocks
    }

    /// LightGBM finds trees by the sizes in the header: a file whose sizes are wrong is another model to it.
    private static func checkSizes(
        _ bytes: [UInt8], _ header: LightGBMSection, _ starts: [Range<Int>], end: Int
    ) throws(ModelImportError) {
        guard header.has("tree_sizes") else { return }
        let sizes = try header.integers("tree_sizes", count: starts.count, in: 1...ModelImporter.maximumByteCount)
        for (index, line) in starts.enumerated() {
            let stop = index + 1 < starts.count ? starts[index + 1].lowerBound : end
            let block = bytes[line.lowerBound..<stop]
            // LightGBM counts a line's end as one byte.
            let returns = bytes[line.upperBound] == UInt8(ascii: "\r") ? block.count { $0 == UInt8(ascii: "\r") } : 0
            let blank = block.reversed().prefix { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.count
            // The empty lines behind a tree belong to it; behind the last one there may be one more.
            guard sizes[index] <= block.count - returns, sizes[index] > block.count - blank - returns else {
                throw header.failure(
                    "tree_sizes[\(index)]",
                    "is \(sizes[index]), but Tree=\(index) has \(block.count - returns) bytes: the file was cut or changed"
                )
            }
        }
    }

    /// Why a file without the first line of a text model is none.
    private static func refusal(_ bytes: [UInt8]) -> ModelImportError {
        let start = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        switch start {
        case nil: return ModelImportError("the file is empty")
        case UInt8(ascii: "{"):
            return ModelImportError(
                "this is JSON, as Booster.dump_model writes; it is no complete model: \(export)")
        case 0x80:
            return ModelImportError(
                "this is a Python pickle, which can run code and is never opened: load it in Python and \(export)")
        default:
            return ModelImportError("this is no LightGBM text model, whose first line is \"tree\": \(export)")
        }
    }
}
