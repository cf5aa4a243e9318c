import Files
import Yams

extension RecipeNode {
    private static let sizeLimit = 1 << 20

    /// The document of a YAML file.
    static func document(path: String) throws(TrainingError) -> RecipeNode {
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(path, limit: sizeLimit) } catch { throw TrainingError(.recipe, "\(error)") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TrainingError(.recipe, "\(path) is no UTF-8 text")
        }
        return try document(text, path: path)
    }

    static func document(_ text: String, path: String) throws(TrainingError) -> RecipeNode {
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch { throw TrainingError(.recipe, "\(path)\(place(of: error))") }
        guard let node else { throw TrainingError(.recipe, "\(path) is empty") }
        return RecipeNode(node, file: path)
    }

    /// Completes the file's name: ", line 3: mapping values are not allowed in this context".
    private static func place(of error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ", line \(mark.line): \(problem)"
        case .duplicatedKeysInMapping(let keys, let context):
            ", line \(context.mark.line): the key \(keys.joined(separator: ", ")) stands there twice"
        case .reader(let problem, _, _, _): ": \(problem)"
        default: " is no YAML"
        }
    }
}
