import JSONBytes
import ScoringModel

/// The categories of a pandas data frame, which the Python package writes behind the model.
struct LightGBMCategories {
    /// Per column its categories in the order of their codes; empty where the codes themselves are sent.
    private(set) var names: [[String]]
    private(set) var notes: [String] = []

    /// Finds the column of each list: `pandas_categorical` has one for every column of the type category, in the order of
    /// the columns, but does not say which those are.
    ///
    /// They are the categorical ones, and in between those of ordered categories, which LightGBM takes for numbers.
    init(
        _ text: LightGBMText, _ features: [LightGBMFeature], categorical: Set<Int>, names featureNames: [String]
    ) throws(ModelImportError) {
        names = Array(repeating: [], count: features.count)
        guard let range = text.pandasCategories else { return }
        let lists = try Self.lists(text.bytes, range)
        guard !lists.isEmpty else { return }
        let plain = categorical.sorted()
        if lists.count == plain.count, zip(lists, plain).allSatisfy({ features[$1].canHold(codesOf: $0.count) }) {
            for (list, column) in zip(lists, plain) { names[column] = list }
        } else if let columns = Self.columns(lists, features, categorical) {
            for (list, column) in zip(lists, columns) { names[column] = list }
            let ordered = columns.filter { !categorical.contains($0) }.map { featureNames[$0] }
            notes.append(
                "pandas_categorical also names categories of columns that no tree splits by category, as it does for ordered "
                    + "ones: they were given to \(ordered.prefix(8).joined(separator: ", "))")
        } else {
            notes.append(
                "pandas_categorical has \(lists.count) lists, and which columns they belong to can't be told from the file's "
                    + "\(plain.count) categorical columns: rows have the codes of categories, unless a schema names them"
            )
        }
    }

    /// The one way to give every list a column, in order, so that no categorical column is left out; nil when there is none
    /// or more than one.
    private static func columns(
        _ lists: [[String]], _ features: [LightGBMFeature], _ categorical: Set<Int>
    ) -> [Int]? {
        let candidates = features.indices.filter { features[$0] != .numeric(limit: nil) || categorical.contains($0) }
        let width = candidates.count + 1
        guard lists.count > categorical.count, lists.count < width, lists.count * width <= 1 << 20 else { return nil }
        func takes(_ candidate: Int, _ list: Int) -> Bool {
            list < lists.count && features[candidates[candidate]].canHold(codesOf: lists[list].count)
        }
        func isNeeded(_ candidate: Int) -> Bool { categorical.contains(candidates[candidate]) }

        // Ways to place the lists from a row's number on among the candidates from a column's: none, one, or more.
        var ways = [UInt8](repeating: 0, count: (lists.count + 1) * width)
        ways[lists.count * width + candidates.count] = 1
        for list in (0...lists.count).reversed() {
            for candidate in candidates.indices.reversed() {
                let skipping = isNeeded(candidate) ? 0 : ways[list * width + candidate + 1]
                let taking = takes(candidate, list) ? ways[(list + 1) * width + candidate + 1] : 0
                ways[list * width + candidate] = min(2, skipping + taking)
            }
        }
        guard ways[0] == 1 else { return nil }
        var columns: [Int] = []
        for candidate in candidates.indices
        where takes(candidate, columns.count) && ways[(columns.count + 1) * width + candidate + 1] == 1 {
            columns.append(candidates[candidate])
        }
        return columns
    }

    // MARK: JSON

    /// Numbers are named by their shortest digits, as the encoder looks them up.
    private static func lists(_ bytes: [UInt8], _ range: Range<Int>) throws(ModelImportError) -> [[String]] {
        let found: [[String]]
        do {
            var reader = JSONReader(bytes.span.extracting(range), maximumDepth: 2)
            found = try read(&reader)
        } catch {
            throw ModelImportError("the JSON of pandas_categorical breaks at \(error)")
        }
        for (index, list) in found.enumerated() {
            var seen: Set<[UInt8]> = []
            for name in list {
                guard seen.insert(Array(name.utf8)).inserted else {
                    throw ModelImportError("pandas_categorical[\(index)] has the category \"\(name.prefix(40))\" twice")
                }
            }
        }
        return found
    }

    private static func read(_ reader: inout JSONReader) throws(JSONError) -> [[String]] {
        var lists: [[String]] = []
        if try reader.peek() == .null {
            try reader.readNull()
        } else {
            try reader.beginArray()
            while try reader.nextElement() {
                var list: [String] = []
                try reader.beginArray()
                while try reader.nextElement() { list.append(try name(&reader)) }
                lists.append(list)
            }
        }
        try reader.end()
        return lists
    }

    private static func name(_ reader: inout JSONReader) throws(JSONError) -> String {
        switch try reader.peek() {
        case .number: return DecimalNumber.shortest(try reader.readNumber())
        case .boolean: return try reader.readBoolean() ? "true" : "false"
        default:
            try reader.readString()
            return reader.stringValue
        }
    }
}
