/// The answer of `INFO`.
struct InfoText: Sendable, Equatable {
    private var fields: [String: String] = [:]

    /// Lines of `name:value`; others are left out.
    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[String(line[..<colon])] = String(line[line.index(after: colon)...])
        }
    }

    subscript(_ name: String) -> String? { fields[name] }

    func integer(_ name: String) -> Int? { fields[name].flatMap { Int($0) } }
}
