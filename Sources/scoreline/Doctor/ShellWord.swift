/// Texts of strangers, such as names of keys, in commands that people copy.
enum ShellWord {
    private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-:/+@%".utf8)

    /// One word of a POSIX shell that stands for the text. What is no printable ASCII makes it one of bash (`$'\x1b'`), so
    /// that no terminal acts on it.
    static func quoted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        if !bytes.isEmpty, bytes.allSatisfy(plain.contains) { return text }
        guard bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            return "$'" + bytes.map(escaped).joined() + "'"
        }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private static func escaped(_ byte: UInt8) -> String {
        if plain.contains(byte) { return String(UnicodeScalar(byte)) }
        let digits = String(byte, radix: 16)
        return "\\x" + (digits.count == 1 ? "0" : "") + digits
    }
}
