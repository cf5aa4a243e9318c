import ScoringModel
import Settings
import Yams

/// A node of a recipe's YAML that knows where it stands. Values are taken as they are written: `no` and `2007` are texts
/// until a reader asks for something else.
struct RecipeNode {
    let file: String
    /// Path of keys, such as `split.seed`; empty for the whole document.
    let place: String
    let line: Int
    private let node: Node

    /// The file's folder, `.` where its path has none.
    var folder: String { file.lastIndex(of: "/").map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "." }
    var isMapping: Bool { node.mapping != nil }
    var isList: Bool { node.sequence != nil }

    init(_ node: Node, file: String, place: String = "", line: Int? = nil) {
        self.node = node
        self.file = file
        self.place = place
        self.line = node.mark?.line ?? line ?? 1
    }

    func failure(_ problem: String) -> TrainingError {
        TrainingError(.recipe, "\(file), line \(line): \(problem)")
    }

    /// The members of a mapping; a key that is not in `known` is refused with the nearest known one. Nil allows every key.
    func members(_ known: [String]?) throws(TrainingError) -> [(key: String, node: RecipeNode)] {
        guard let mapping = node.mapping else {
            let what = place.isEmpty ? "a recipe" : place
            throw failure("\(what) must be keys with values\(known.map { ", such as \($0[0])" } ?? "")")
        }
        var members: [(key: String, node: RecipeNode)] = []
        for (key, value) in mapping {
            let keyLine = key.mark?.line ?? line
            guard let name = key.scalar?.string, !name.isEmpty else {
                throw TrainingError(.recipe, "\(file), line \(keyLine): a key must be a text")
            }
            let path = place.isEmpty ? String(name.prefix(80)) : "\(place).\(name.prefix(80))"
            if let known, !known.contains(name) {
                let nearest = NearestName.find(name, among: known).map { "did you mean \($0)?" }
                throw TrainingError(
                    .recipe,
                    "\(file), line \(keyLine): there is no key \(path); \(nearest ?? "the keys here are \(known.joined(separator: ", "))")"
                )
            }
            members.append((name, RecipeNode(value, file: file, place: path, line: keyLine)))
        }
        return members
    }

    func text() throws(TrainingError) -> String {
        guard let scalar = node.scalar else { throw failure("\(place) must be one value") }
        if scalar.style == .plain, ["", "~", "null"].contains(scalar.string) { throw failure("\(place) has no value") }
        guard !scalar.string.isEmpty else { throw failure("\(place) is empty") }
        return scalar.string
    }

    func located() throws(TrainingError) -> Located<String> { Located(try text(), line: line) }

    func list() throws(TrainingError) -> [RecipeNode] {
        guard let sequence = node.sequence else { throw failure("\(place) must be a list, such as [a, b]") }
        return sequence.map { RecipeNode($0, file: file, place: place, line: line) }
    }

    /// A list of texts with their lines.
    func locatedNames() throws(TrainingError) -> [Located<String>] {
        try list().map { item throws(TrainingError) in try item.located() }
    }

    /// A path relative to the recipe's folder, made usable from the current one.
    func filePath() throws(TrainingError) -> String {
        let text = try text()
        return text.hasPrefix("/") || folder == "." ? text : "\(folder)/\(text)"
    }

    /// A list of different names.
    func names() throws(TrainingError) -> [String] {
        let names = try list().map { item throws(TrainingError) in try item.text() }
        guard !names.isEmpty else { throw failure("\(place) is an empty list") }
        guard Set(names).count == names.count else { throw failure("\(place) has a name twice") }
        return names
    }

    func probability() throws(TrainingError) -> Float {
        Float(try number("a probability between 0 and 1") { Float($0) > 0 && Float($0) < 1 })
    }

    func number(_ expected: String, where isValid: (Double) -> Bool) throws(TrainingError) -> Double {
        let text = try text()
        guard let number = Double(text), number.isFinite, isValid(number) else {
            throw failure("\(place) is \"\(text.prefix(80))\"; expected \(expected)")
        }
        return number
    }

    func float() throws(TrainingError) -> Float {
        Float(try number("a number that Float32 holds") { Float($0).isFinite })
    }

    func finite() throws(TrainingError) -> Double { try number("a number") { _ in true } }

    func boolean() throws(TrainingError) -> Bool {
        switch try text() {
        case "true": return true
        case "false": return false
        case let text: throw failure("\(place) is \"\(text.prefix(80))\"; expected true or false")
        }
    }

    /// `20 MB`, `512 KiB`, `1000000`.
    func byteCount() throws(TrainingError) -> Int {
        let text = try text()
        let units = [
            "": 1, "B": 1, "kB": 1000, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "KiB": 1 << 10, "MiB": 1 << 20,
            "GiB": 1 << 30,
        ]
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Double(digits), let factor = units[String(unit)], number > 0, number <= 1e9 else {
            throw failure("\(place) is \"\(text.prefix(80))\"; expected a size such as 20 MB or 512 KiB")
        }
        return Int(number * Double(factor))
    }

    func whole(in range: ClosedRange<Int>) throws(TrainingError) -> Int {
        let text = try text()
        guard let number = Int(text), range.contains(number) else {
            throw failure(
                "\(place) is \"\(text.prefix(80))\"; expected a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    /// One of the words of an enumeration.
    func word<Word: RawRepresentable<String> & Equatable & Sendable>(
        _ words: [Word]
    ) throws(TrainingError) -> Located<Word> {
        let text = try text()
        guard let word = words.first(where: { $0.rawValue == text }) else {
            throw notAmong(words.map(\.rawValue), text)
        }
        return Located(word, line: line)
    }

    func word(_ words: [String]) throws(TrainingError) -> Located<String> {
        let text = try text()
        guard words.contains(text) else { throw notAmong(words, text) }
        return Located(text, line: line)
    }

    private func notAmong(_ words: [String], _ text: String) -> TrainingError {
        let nearest = NearestName.find(text, among: words).map { "; did you mean \($0)?" } ?? ""
        return failure("\(place) is \"\(text.prefix(80))\"; expected \(words.joined(separator: ", "))\(nearest)")
    }
}
