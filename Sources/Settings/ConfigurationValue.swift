/// What a key of a configuration file holds, as texts.
enum ConfigurationValue: Sendable, Equatable {
    case scalar(String)
    case list([String])

    /// A list becomes its texts with commas between them, as in an environment variable.
    var text: String {
        switch self {
        case .scalar(let text): text
        case .list(let texts): texts.joined(separator: ",")
        }
    }

    var isList: Bool { if case .list = self { true } else { false } }
}
