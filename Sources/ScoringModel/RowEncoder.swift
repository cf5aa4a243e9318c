/// The only code that turns a value into a feature: trainer, worker and `predict` encode through it, so they can't
/// differ. Immutable; any thread.
///
/// Where `isPlain`, each field of a row is a column of the model: `encode` gives it, rounded to the model's precision, and
/// `check` ends the row. Else `value` gives a field's Float64, which a date needs, and `complete` makes the columns of all of them.
package struct RowEncoder: Sendable {
    package let features: [Feature]
    /// Columns of the model: values of an encoded row.
    package let columnCount: Int
    /// Nothing is derived and no feature is input-only: a row's fields are the model's columns.
    package let isPlain: Bool
    private let names: NameTable
    /// Per feature; nil where there are no category names.
    let categories: [NameTable?]
    /// Positions of the features that a row must have.
    private let required: [Int]
    /// Per feature: whether a finite number is its own code.
    let isNumber: [Bool]
    /// Whether it is so for every feature.
    private let takesNumbers: Bool
    /// Positions of the features that are columns.
    let passed: [Int]
    let derivations: [DerivationStep]
    /// What encoded values are rounded to.
    package let precision: Precision

    /// The features must be those of a valid manifest.
    package init(features: [Feature], derived: [DerivedFeature] = [], precision: Precision = .float32) {
        self.precision = precision
        self.features = features
        names = NameTable(features.map(\.name))
        categories = features.map { $0.categories.isEmpty ? nil : NameTable($0.categories) }
        required = features.indices.filter { features[$0].required }
        isNumber = features.map {
            $0.missingSentinel == nil && ($0.kind == .numeric || $0.kind == .categorical) && $0.categories.isEmpty
        }
        takesNumbers = isNumber.allSatisfy(\.self)
        passed = features.indices.filter { !features[$0].isInputOnly }
        derivations = derived.map { [names, categories] in DerivationStep($0, of: names, categories) }
        columnCount = passed.count + derived.count
        isPlain = derived.isEmpty && passed.count == features.count
    }

    package init(_ manifest: Manifest) {
        self.init(features: manifest.features, derived: manifest.derived, precision: manifest.precision)
    }

    /// What a category that training never saw becomes where the model takes it as missing: a NaN like every other, whose
    /// bits tell those who count. They survive the rounding to Float32 and back.
    package static let unseenCategory = Double(bitPattern: 0x7FFC_0000_0000_0000)

    /// Position of a feature by its UTF-8 name. `hint` is tried first: callers that read objects pass the position after
    /// the last one found.
    package func position(of name: Span<UInt8>, hint: Int = 0) -> Int? {
        if hint < features.count, names.matches(hint, name) { return hint }
        return names.position(of: name)
    }

    /// A number of a job or tensor.
    package func encode(number: Double, at position: Int) throws(RowError) -> Double {
        if isNumber[position] {
            let value = precision.rounded(number)
            if value.isFinite { return value }
        }
        return precision.rounded(try value(number: number, at: position))
    }

    /// Encodes numbers of a job or tensor where they stand, from `place` on, one for each of these features, in one call for
    /// many; where the encoder is not plain, each stays the Float64 that `value` gives.
    ///
    /// Stops in front of the first that is more than a finite number or missing, or that the feature refuses: that is for
    /// `encode(number:at:)` or `value(number:at:)`. Gives how many are done.
    package func encode(numbers: inout [Double], at place: Int, of positions: Range<Int>) -> Int {
        precondition(place >= 0 && place + positions.count <= numbers.count, "the numbers are not there")
        var places = numbers.mutableSpan
        for offset in 0..<positions.count {
            let number = unsafe places[unchecked: place &+ offset]
            let value = precision.rounded(number)
            guard value.isFinite && (takesNumbers || isNumber[positions.lowerBound + offset]) || number.isNaN else {
                return offset
            }
            if isPlain { unsafe places[unchecked: place &+ offset] = value }
        }
        return positions.count
    }

    /// A `true` or `false` of a job or tensor.
    package func encode(boolean: Bool, at position: Int) throws(RowError) -> Double {
        precision.rounded(try value(boolean: boolean, at: position))
    }

    /// A text of a job or tensor: a category's name or code, or a date. Texts are no numbers here; see
    /// `encode(field:at:)`.
    package func encode(text: Span<UInt8>, at position: Int) throws(RowError) -> Double {
        precision.rounded(try value(text: text, at: position))
    }

    /// A cell of a table, where everything is text: numbers are read, the words of `MissingWords` are missing.
    package func encode(field: Span<UInt8>, at position: Int) throws(RowError) -> Double {
        precision.rounded(try value(field: field, at: position))
    }

    /// Refuses an encoded row of a plain model that lacks a required value.
    package func check(_ row: Span<Double>) throws(RowError) {
        for position in required where row[position].isNaN { throw missing(position) }
    }

    /// Ends a row: refuses it when it lacks a required value, and computes its columns.
    ///
    /// `values` has one `value` per feature from `start` on, NaN where it is missing; `rows`, encoded and row-major, has
    /// `columnCount` places from `line` on.
    package func complete(
        fieldsAt start: Int, of values: [Double], into rows: inout [Double], at line: Int
    ) throws(RowError) {
        try write(fieldsAt: start, of: values, into: &rows, at: line)
    }

    /// The same for `EncodedRow`, which writes both kinds of rows.
    @inline(__always)
    func write<Value: EncodedValue>(
        fieldsAt start: Int, of values: [Double], into rows: inout [Value], at line: Int
    ) throws(RowError) {
        let fields = values.span.extracting(start..<start + features.count)
        for position in required where fields[position].isNaN { throw missing(position) }
        var column = line
        for position in passed {
            rows[column] = Value(precision.rounded(fields[position]))
            column += 1
        }
        for derivation in derivations {
            let value = precision.rounded(derivation.value(fields))
            rows[column] = value.isFinite ? Value(value) : .nan
            column += 1
        }
    }

    private func missing(_ position: Int) -> RowError {
        RowError(.missingFeature, "has no value for the required feature \(features[position].name)")
    }
}

/// What rows of encoded values consist of.
protocol EncodedValue: BinaryFloatingPoint {
    init(_ number: Double)
}

extension Double: EncodedValue {}
extension Float: EncodedValue {}
