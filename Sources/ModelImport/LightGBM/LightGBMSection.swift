import JSONBytes

/// The lines `key=value` of a file's header or of one tree.
struct LightGBMSection {
    private let bytes: [UInt8]
    /// Such as `Tree=3`, for messages.
    let place: String
    private var values: [String: Range<Int>] = [:]

    /// Reads the lines of a range. A key that is not in `known` could change what the others mean, as `is_linear` did when
    /// it came, so it is refused; so is one that stands twice.
    init(_ bytes: [UInt8], in range: Range<Int>, place: String, known: Set<String>) throws(ModelImportError) {
        self.bytes = bytes
        self.place = place
        for line in LightGBMLines(bytes, in: range) where !line.isEmpty {
            let end = bytes[line].firstIndex(of: UInt8(ascii: "=")) ?? line.upperBound
            let key = String(decoding: bytes[line.lowerBound..<end].prefix(40), as: UTF8.self)
            guard known.contains(key) else { throw failure("has the line \"\(key)\", whose meaning is unknown here") }
            guard values[key] == nil else { throw failure("has the key \(key) twice") }
            values[key] = Swift.min(end + 1, line.upperBound)..<line.upperBound
        }
    }

    func failure(_ problem: String) -> ModelImportError { ModelImportError("\(place) \(problem)") }

    func failure(_ key: String, _ problem: String) -> ModelImportError {
        ModelImportError("\(place): \(key) \(problem)")
    }

    /// Where a key's value lies in the file; nil without the key.
    func range(_ key: String) -> Range<Int>? { values[key] }

    private func required(_ key: String) throws(ModelImportError) -> Range<Int> {
        guard let range = values[key] else { throw failure("has no key \(key)") }
        return range
    }

    func has(_ key: String) -> Bool { values[key] != nil }

    // MARK: Texts

    /// The words of a value; they are UTF-8.
    func words(_ key: String) throws(ModelImportError) -> [String] {
        var words: [String] = []
        for word in LightGBMWords(bytes, in: try required(key)) {
            guard let text = String(validating: bytes[word], as: UTF8.self) else {
                throw failure(key, "has the word \(words.count), which is not UTF-8")
            }
            words.append(text)
        }
        return words
    }

    func words(_ key: String, count: Int) throws(ModelImportError) -> [String] {
        let words = try words(key)
        guard words.count == count else { throw failure(key, "has \(words.count) words, expected \(count)") }
        return words
    }

    // MARK: Numbers

    func integer(_ key: String, in range: ClosedRange<Int>) throws(ModelImportError) -> Int {
        try integers(key, count: 1, in: range)[0]
    }

    func integers(_ key: String, count: Int, in range: ClosedRange<Int>) throws(ModelImportError) -> [Int] {
        try list(key, count: count) { word, index throws(ModelImportError) in
            guard let number = LightGBMNumber.integer(bytes[word]), range.contains(number) else {
                throw failure(
                    "\(key)[\(index)]",
                    "is \"\(shown(word))\", expected a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }

    /// Numbers that are not NaN, and not infinite unless `isInfinityAllowed`.
    func numbers(
        _ key: String, count: Int, isInfinityAllowed: Bool = false
    ) throws(ModelImportError) -> [Double] {
        try list(key, count: count) { word, index throws(ModelImportError) in
            guard let number = LightGBMNumber.double(bytes.span, word) else {
                throw failure("\(key)[\(index)]", "is \"\(shown(word))\", expected a number")
            }
            guard number.isFinite || isInfinityAllowed && number.isInfinite else {
                throw failure("\(key)[\(index)]", "is \(number), which is not finite")
            }
            return number
        }
    }

    /// Memory is taken for what the file has, not for what it says it has.
    private func list<Element>(
        _ key: String, count: Int, _ element: (Range<Int>, Int) throws(ModelImportError) -> Element
    ) throws(ModelImportError) -> [Element] {
        let range = try required(key)
        var list: [Element] = []
        list.reserveCapacity(min(count, range.count / 2 + 1))
        for word in LightGBMWords(bytes, in: range) {
            guard list.count < count else { throw failure(key, "has more than \(count) numbers") }
            list.append(try element(word, list.count))
        }
        guard list.count == count else { throw failure(key, "has \(list.count) numbers, expected \(count)") }
        return list
    }

    private func shown(_ word: Range<Int>) -> String { String(decoding: bytes[word].prefix(40), as: UTF8.self) }
}
