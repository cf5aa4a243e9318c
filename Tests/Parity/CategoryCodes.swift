import ModelImport

/// Turns the codes of rows, which count a list of names of the library's, into those of an imported model.
struct CategoryCodes {
    private var columns: [Int: [Double]] = [:]

    init(_ names: [Int: [String]], _ model: ImportedModel) {
        for (column, names) in names {
            columns[column] = names.map { name in
                model.categories[column].firstIndex(of: name).map { Double($0) } ?? .nan
            }
        }
    }

    /// A name that the model does not know is missing.
    func code(_ value: Double, column: Int) -> Double {
        guard let codes = columns[column] else { return value }
        guard let index = Int(exactly: value), codes.indices.contains(index) else { return .nan }
        return codes[index]
    }
}
