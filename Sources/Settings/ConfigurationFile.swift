import Files
import JSONBytes

/// A configuration file: one JSON object or one flat YAML mapping whose keys are the flags' names.
struct ConfigurationFile: Sendable {
    static let sizeLimit = 1 << 20

    let path: String
    let values: [String: ConfigurationValue]

    init(path: String) throws(SettingsError) {
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(path, limit: Self.sizeLimit) } catch { throw SettingsError("file \(error)") }
        var values: [String: ConfigurationValue] = [:]
        for (key, value) in try Self.pairs(bytes, path: path) {
            guard SettingNames.all.contains(key) else {
                let nearest = SettingNames.nearest(to: key).map { "; did you mean \($0)?" } ?? ""
                throw SettingsError("file \(path): there is no key \(key.prefix(80))\(nearest)")
            }
            guard values.updateValue(value, forKey: key) == nil else {
                throw SettingsError("file \(path): the key \(key.prefix(80)) stands there twice")
            }
        }
        self.path = path
        self.values = values
    }

    private static func pairs(
        _ bytes: [UInt8], path: String
    ) throws(SettingsError) -> [(key: String, value: ConfigurationValue)] {
        let first = bytes.first { !" \t\r\n".utf8.contains($0) }
        guard first == UInt8(ascii: "{") else {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw SettingsError("file \(path) is no UTF-8 text")
            }
            do { return try FlatYAML.parse(text) } catch { throw SettingsError("file \(path), \(error)") }
        }
        let document: JSONValue
        do { document = try JSONValue.parse(bytes.span) } catch { throw SettingsError("file \(path): \(error)") }
        return try (document.object ?? []).map { member throws(SettingsError) in
            guard let value = value(of: member.value) else {
                throw SettingsError(
                    "file \(path), key \(member.name.prefix(80)): expected a text, a number, true, false or a list of them"
                )
            }
            return (member.name, value)
        }
    }

    private static func value(of value: JSONValue) -> ConfigurationValue? {
        guard let elements = value.array else { return text(of: value).map { .scalar($0) } }
        let texts = elements.compactMap { text(of: $0) }
        return texts.count == elements.count ? .list(texts) : nil
    }

    private static func text(of value: JSONValue) -> String? {
        switch value {
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .number(let number): return DecimalNumber.shortest(number)
        case .boolean(let value): return String(value)
        case .null, .array, .object: return nil
        }
    }
}
