import Files
import Yams

extension RecipeNode {
    private static let sizeLimit = 1 << 23
    /// Aliases of aliases can make a few bytes mean gigabytes; with so few of them they can't.
    private static let aliasLimit = 20

    /// A YAML file's text.
    static func text(path: String) throws(TrainingError) -> String {
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(path, limit: sizeLimit) } catch { throw TrainingError(.recipe, "\(error)") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TrainingError(.recipe, "\(path) is no UTF-8 text")
        }
        return text
    }

    static func document(path: String) throws(TrainingError) -> RecipeNode {
        try document(text(path: path), path: path)
    }

    static func document(_ text: String, path: String) throws(TrainingError) -> RecipeNode {
        guard aliases(in: text) <= aliasLimit else {
            throw TrainingError(.recipe, "\(path) has more than \(aliasLimit) anchors and aliases")
        }
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch { throw TrainingError(.recipe, "\(path)\(place(of: error))") }
        guard let node else { throw TrainingError(.recipe, "\(path) is empty") }
        return RecipeNode(node, file: path)
    }

    /// At least the number of `&name` and `*name`; quoted texts and comments may add to it.
    private static func aliases(in text: String) -> Int {
        var count = 0
        var previous = UInt8(ascii: " ")
        for byte in text.utf8 {
            if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*"), " \t\r\n[{,:-?".utf8.contains(previous) {
                count += 1
            }
            previous = byte
        }
        return count
    }

    /// Completes the file's name: ", line 3: mapping values are not allowed in this context".
    private static func place(of error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ", line \(mark.line): \(problem)"
        case .duplicatedKeysInMapping(let keys, let context):
            ", line \(context.mark.line): the key \(keys.joined(separator: ", ").prefix(80)) stands there twice"
        case .reader(let problem, _, _, _): ": \(problem)"
        default: " is no YAML"
        }
    }
}
