/// The categories of a training data frame, which XGBoost 3.1 and later keep in the file.
struct XGBoostCategories {
    /// Per feature the names in the order of their codes. Categories that were whole numbers are named by their decimal
    /// digits.
    let names: [[String]]
    /// Features whose names can't be told; they have none in `names`.
    let unreadable: [Int]

    /// Nil for a file that has none.
    init?(_ field: DocumentField, featureCount: Int) throws(ModelImportError) {
        let features = try field.member("enc").elements()
        if features.isEmpty { return nil }
        guard features.count == featureCount else {
            throw try field.member("enc").failure("has \(features.count) elements, expected \(featureCount)")
        }
        var all: [[String]] = []
        var unreadable: [Int] = []
        for (position, feature) in features.enumerated() {
            let isNumeric = try feature.optionalMember("offsets") == nil
            guard let names = try isNumeric ? Self.numbers(feature) : Self.texts(feature) else {
                unreadable.append(position)
                all.append([])
                continue
            }
            var seen: Set<[UInt8]> = []
            for name in names {
                guard seen.insert(Array(name.utf8)).inserted else {
                    throw feature.failure("has the category \"\(name.prefix(40))\" twice")
                }
            }
            all.append(names)
        }
        self.names = all
        self.unreadable = unreadable
    }

    /// Bytes of all names, written as signed numbers, cut at the offsets; nil where a name is not ASCII.
    ///
    /// XGBoost counts characters where it means bytes when it reads names from pandas: of `["grün", "blue"]` it makes `grü`
    /// and `nblu`. Whether a file's names come from there can't be told.
    private static func texts(_ feature: DocumentField) throws(ModelImportError) -> [String]? {
        let offsets = try feature.member("offsets").numbers()
        let values = try feature.member("values").numbers()
        var bytes: [UInt8] = []
        for index in 0..<values.count {
            guard let value = values.integer(at: index), (-128...255).contains(value) else {
                throw feature.failure("has the value \(values.text(at: index)) at \(index), expected a byte")
            }
            bytes.append(UInt8(truncatingIfNeeded: value))
        }
        var names: [String] = []
        var start = 0
        for index in 0..<offsets.count {
            guard let end = offsets.integer(at: index), end >= start, end <= bytes.count, index > 0 || end == 0 else {
                throw feature.failure(
                    "has the offset \(offsets.text(at: index)) at \(index), expected them to rise from 0")
            }
            if index > 0 { names.append(String(decoding: bytes[start..<end], as: UTF8.self)) }
            start = end
        }
        guard start == bytes.count else {
            throw feature.failure("has offsets up to \(start), expected the number of bytes, \(bytes.count)")
        }
        return bytes.allSatisfy { $0 < 128 } ? names : nil
    }

    private static func numbers(_ feature: DocumentField) throws(ModelImportError) -> [String] {
        // From 9: signed and unsigned integers of 1, 2, 4 and 8 bytes in turn.
        let type = try feature.member("type").integer(in: 9...16)
        let isUnsigned = type % 2 == 0
        let bits = 8 << ((type - 9) / 2)
        let values = try feature.member("values").numbers()
        var names: [String] = []
        for index in 0..<values.count {
            guard let value = values.integer(at: index) else {
                throw feature.failure("has the value \(values.text(at: index)) at \(index), expected a whole number")
            }
            // UBJSON has no wide unsigned numbers: their bits stand there as signed ones.
            let mask: UInt64 = bits == 64 ? .max : (1 << UInt64(bits)) - 1
            names.append(isUnsigned ? String(UInt64(bitPattern: Int64(value)) & mask) : String(value))
        }
        return names
    }
}
