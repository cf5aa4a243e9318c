import Tables
import TrainingData

/// The recipe's `data`: where the rows come from.
package struct DataChoices: Sendable, Equatable {
    package enum Origin: Sendable, Equatable {
        /// Paths, usable from the current folder, at least one.
        case files([Located<String>])
        /// A line for `/bin/sh -c` that prints a table.
        case command(Located<String>)
        /// A registered `RowSource`.
        case source(Located<String>)
    }

    package enum Format: String, Sendable, CaseIterable {
        case csv
        case tsv
        case jsonLines = "json_lines"
    }

    package var origin: Origin
    /// Nil: a file's name says it, else the first byte.
    package var format: Located<Format>?
    /// Registered `RowFilter`s, in order.
    package var filters: [Located<String>] = []
    /// The recipe's folder, in which a command runs; `.` where the recipe's path has none.
    package var folder: String
}

extension DataChoices {
    static let keys = ["files", "command", "source", "format", "filters"]
    private static let origins = ["files", "command", "source"]

    init(_ node: RecipeNode) throws(TrainingError) {
        folder = node.folder
        guard node.isMapping else {
            origin = .files(try node.isList ? Self.files(node) : [node.filePath()])
            return
        }
        let members = try node.members(Self.keys)
        let given = members.filter { Self.origins.contains($0.key) }
        guard given.count == 1 else {
            let found = given.isEmpty ? "none" : given.map(\.key).joined(separator: " and ")
            throw node.failure("data must have one of files, command and source; it has \(found)")
        }
        let value = given[0].node
        switch given[0].key {
        case "files": origin = .files(try value.isList ? Self.files(value) : [value.filePath()])
        case "command": origin = .command(try value.located())
        default: origin = .source(try value.located())
        }
        for (key, node) in members {
            if key == "format" { format = try node.word(Format.allCases) }
            if key == "filters" { filters = try node.locatedNames() }
        }
    }

    private static func files(_ node: RecipeNode) throws(TrainingError) -> [Located<String>] {
        let files = try node.list().map { item throws(TrainingError) in try item.filePath() }
        guard !files.isEmpty else { throw node.failure("\(node.place) is an empty list") }
        return files
    }
}

extension DataChoices {
    /// The same without its places in the recipe.
    var request: DataRequest {
        let origin: DataRequest.Origin =
            switch origin {
            case .files(let files): .files(files.map(\.value))
            case .command(let line): .command(line.value, folder: folder)
            case .source(let name): .source(name.value)
            }
        let format: TableFormat? =
            switch format?.value {
            case .csv: .csv
            case .tsv: .tsv
            case .jsonLines: .jsonLines
            case nil: nil
            }
        return DataRequest(origin, format: format, filters: filters.map(\.value))
    }
}
