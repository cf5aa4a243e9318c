/// Flags override environment, environment overrides the configuration file, the file overrides defaults.
///
/// Layers hold texts; a setting parses whichever layer comes first, so a malformed value never falls through to the layer
/// below it.
package struct SettingsLayers: Sendable {
    private let flags: [String: String]
    private let environment: [String: String]
    private let file: ConfigurationFile?

    /// `flags` holds the flags that were given. The file is the one named by `--config` or `SCORELINE_CONFIG`.
    package init(flags: [String: String], environment: [String: String]) throws(SettingsError) {
        self.flags = flags
        self.environment = environment
        let path = flags["config"] ?? environment[Self.variable("config")]
        if let path { file = try ConfigurationFile(path: path) } else { file = nil }
    }

    package func value<Value>(_ setting: Setting<Value>) throws(SettingsError) -> Value {
        guard let (text, origin, isList) = lookup(setting.name) else { return setting.fallback }
        guard setting.takesList || !isList else { throw SettingsError("\(origin): a list is not \(setting.expected)") }
        guard let value = setting.parse(text) else {
            throw SettingsError("\(origin): \"\(text.prefix(80))\" is not \(setting.expected)")
        }
        return value
    }

    /// Whether any layer names the setting.
    package func isSet(_ name: String) -> Bool { lookup(name) != nil }

    /// Where the setting's value comes from, as errors begin: "flag --redis"; its bare name when no layer has it.
    package func origin(of name: String) -> String { lookup(name)?.origin ?? name }

    private func lookup(_ name: String) -> (text: String, origin: String, isList: Bool)? {
        if let text = flags[name] { return (text, "flag --\(name)", false) }
        let variable = Self.variable(name)
        if let text = environment[variable] { return (text, "environment variable \(variable)", false) }
        if let file, let value = file.values[name] {
            return (value.text, "file \(file.path), key \(name)", value.isList)
        }
        return nil
    }

    private static func variable(_ name: String) -> String {
        "SCORELINE_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}

/// A value that can't be used, in one sentence naming its layer and key.
package struct SettingsError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
