/// Rows for a training that neither a file nor a command gives, such as those of a library of your own.
///
///     struct Journeys: RowSource {
///         func open(folder: String) throws -> RowStream {
///             var days = (1...31).makeIterator()
///             return .rows(columns: ["day", "fare"]) {
///                 try days.next().map { day in [String(day), try Archive.fare(day)] }
///             }
///         }
///     }
///
/// Register it in `Sources/RecipeHooks/RecipeHooks.swift`; a recipe names it in `data: {source: NAME}`. It runs in
/// training only. The same source should give the same rows: then the same recipe gives the same model.
public protocol RowSource: Sendable {
    /// Begins to read; called once for each reading. What is thrown here or while rows are read ends the training with
    /// that error's text. `folder` is the recipe's, to which paths are relative.
    func open(folder: String) throws -> RowStream
}

/// What a `RowSource` gives.
public enum RowStream {
    /// The text of a table as it would stand in a file, in pieces of any size, none empty; nil is the end. CSV with a header
    /// line or JSON Lines, told apart by the first byte, unless the recipe's `format` says it.
    case text(_ next: () throws -> [UInt8]?)
    /// Column names, unique and not empty, then row after row, each with one cell per column; nil is a missing cell, and
    /// nil instead of a row is the end.
    case rows(columns: [String], _ next: () throws -> [String?]?)

    /// Rows that are already there, or made lazily.
    public static func rows(columns: [String], _ rows: some Sequence<[String?]>) -> RowStream {
        var iterator = rows.makeIterator()
        return .rows(columns: columns) { iterator.next() }
    }
}
