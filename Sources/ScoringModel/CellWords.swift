/// The cells of a table that mean *missing*, the same everywhere.
package enum MissingWords {
    private static let table = NameTable(["", "NA", "N/A", "NaN", "nan", "null"])

    package static func contains(_ field: Span<UInt8>) -> Bool {
        field.count <= 4 && table.position(of: field) != nil
    }
}

/// The cells of a table that are booleans.
package enum BooleanWords {
    private static let table = NameTable(["false", "true", "False", "True", "FALSE", "TRUE"])

    package static func value(of field: Span<UInt8>) -> Bool? {
        table.position(of: field).map { $0 % 2 == 1 }
    }
}
