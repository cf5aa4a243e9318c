import Tables
import TrainingData

extension DataChoices {
    static let keys = ["files", "command", "source", "format", "filters"]
    private static let origins = ["files", "command", "source"]
    private static let formats: [(name: String, format: TableFormat)] = [
        ("csv", .csv), ("tsv", .tsv), ("json_lines", .jsonLines),
    ]

    init(_ node: RecipeNode) throws(TrainingError) {
        guard node.isMapping else {
            self.init(.files(node.isList ? try Self.files(node) : [try node.filePath()]))
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
        case "files": self.init(.files(value.isList ? try Self.files(value) : [try value.filePath()]))
        case "command": self.init(.command(try value.text(), folder: node.folder))
        default: self.init(.source(try value.text(), folder: node.folder))
        }
        for (key, node) in members {
            if key == "format" {
                let word = try node.word(Self.formats.map(\.name)).value
                format = Self.formats.first { $0.name == word }?.format
            }
            if key == "filters" { filters = try node.names() }
        }
    }

    /// The names of the source and the filters.
    static func hooks(_ node: RecipeNode) throws(TrainingError) -> [Located<String>] {
        guard node.isMapping else { return [] }
        var names: [Located<String>] = []
        for (key, node) in try node.members(keys) {
            if key == "source" { names.append(try node.located()) }
            if key == "filters" { names += try node.locatedNames() }
        }
        return names
    }

    private static func files(_ node: RecipeNode) throws(TrainingError) -> [String] {
        let files = try node.list().map { item throws(TrainingError) in try item.filePath() }
        guard !files.isEmpty else { throw node.failure("\(node.place) is an empty list") }
        return files
    }
}
