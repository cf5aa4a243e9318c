import Settings
package import Tables

/// Which data to train from: a recipe's `data`, its paths usable from the current folder.
package struct DataChoices: Sendable, Equatable {
    package enum Origin: Sendable, Equatable {
        /// At least one path; all files have the same columns. `-` is standard input.
        case files([String])
        /// A line for `/bin/sh -c`, run in `folder`, that prints a table.
        case command(String, folder: String)
        /// The name of a `RowSource`, and the folder whose files it may read.
        case source(String, folder: String)
    }

    package var origin: Origin
    /// Nil: a file's name says it, else the first byte of what is read.
    package var format: TableFormat?
    /// Names of `RowFilter`s, in the order in which they see a row.
    package var filters: [String]

    package init(_ origin: Origin, format: TableFormat? = nil, filters: [String] = []) {
        self.origin = origin
        self.format = format
        self.filters = filters
    }

    package init(file: String) { self.init(.files([file])) }

    /// The first source or filter that is named here and not registered, and a sentence about it; nil when all are.
    package func unregistered(in hooks: DataHooks) -> (name: String, problem: String)? {
        func problem(_ kind: String, _ name: String, _ registered: some Sequence<String>) -> (String, String) {
            let names = registered.sorted()
            let nearest = NearestName.find(name, among: names).map { "; did you mean \($0)?" }
            let all = names.isEmpty ? "none is" : "those are \(names.joined(separator: ", "))"
            return (name, "no \(kind) \(name) is registered\(nearest ?? " in Sources/RecipeHooks; \(all)")")
        }
        if case .source(let name, _) = origin, hooks.sources[name] == nil {
            return problem("source", name, hooks.sources.keys)
        }
        return filters.first { hooks.filters[$0] == nil }.map { problem("filter", $0, hooks.filters.keys) }
    }

    /// For messages: what the rows come from.
    package var name: String {
        switch origin {
        case .files(let paths): paths.count == 1 ? paths[0] : "\(paths.first ?? "no file") and \(paths.count - 1) more"
        case .command: "the command"
        case .source(let name, _): "the source \(name)"
        }
    }
}
