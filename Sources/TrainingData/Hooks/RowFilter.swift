/// Keeps, corrects or drops rows before they train a model.
///
///     struct ShortTrips: RowFilter {
///         mutating func keep(_ row: inout TrainingRow) throws -> Bool {
///             guard let metres = row.number("distance_m") else { return false }
///             row["distance"] = String(metres / 1000)
///             return metres < 50_000
///         }
///     }
///
/// Register it in `Sources/RecipeHooks/RecipeHooks.swift`; a recipe names it in `data: {filters: [NAME]}`. It runs in
/// training only: rows that are scored never pass it, so what a model needs at both times belongs into `features.derived`.
/// Every training starts with a copy of the registered value; what a filter remembers, it remembers for one training.
public protocol RowFilter: Sendable {
    /// Whether the row stays; its cells may be changed. Rows come in the order of the data, and those that an earlier filter
    /// dropped do not come. An error ends the training with its text and the row's file and line.
    mutating func keep(_ row: inout TrainingRow) throws -> Bool
}
