/// What a file is by its content, not by its name.
enum ForeignFormat: Equatable {
    /// Of XGBoost, or another program's JSON, which its reader refuses by name.
    case json
    /// Of XGBoost.
    case ubjson
    case lightGBM
    case onnx
    /// Another kind of file; the sentence says which and what to export instead.
    case refused(String)
    /// None that is known here; the sentence says how it starts.
    case unknown(String)

    init(_ bytes: [UInt8]) {
        let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        guard let start = bytes.firstIndex(where: { !space.contains($0) }) else {
            self = .refused("the file is empty")
            return
        }
        if bytes.starts(with: Array("{L".utf8)) {
            self = .ubjson
        } else if bytes[start] == UInt8(ascii: "{") {
            self = .json
        } else if bytes.starts(with: Array("tree\n".utf8)) || bytes.starts(with: Array("tree\r\n".utf8)) {
            self = .lightGBM
        } else if let sentence = Self.refusal(bytes[...]) ?? Self.refusal(bytes[start...]) {
            self = .refused(sentence)
        } else if Self.isONNX(bytes) {
            self = .onnx
        } else {
            let shown = bytes.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
            self = .unknown(
                "this is no model of XGBoost (JSON or UBJSON), LightGBM (text) or ONNX, it starts with the bytes \(shown) "
                    + "(hexadecimal): docs/import.md has the export call for each library")
        }
    }

    /// A protobuf message whose first fields are those of an ONNX `ModelProto`: the version of its format, a small number,
    /// then a text, a number, the graph or the operator sets.
    private static func isONNX(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 2, bytes[0] == 0x08, (1...127).contains(bytes[1]) else { return false }
        return [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42].contains(bytes[2])
    }
}

extension ArraySlice<UInt8> {
    /// Whether a word stands in the first bytes.
    func mentions(_ word: String, within limit: Int = 1 << 16) -> Bool {
        let word = Array(word.utf8)
        let searched = prefix(limit)
        guard searched.count >= word.count else { return false }
        return (searched.startIndex...searched.endIndex - word.count).contains { start in
            searched[start] == word[0] && searched[start..<start + word.count].elementsEqual(word)
        }
    }
}
