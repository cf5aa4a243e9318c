/// Every Redis key name, and the rules for the names in them.
///
/// The braces put all keys of one model into one slot of a Redis Cluster, so that scripts work there.
package struct Keyspace: Sendable, Equatable {
    package let prefix: String

    /// `prefix` has 1 to 64 characters of `A-Z a-z 0-9 _ . : -`; no braces, which would move the hash slot.
    package init(prefix: String = "scoreline") throws(NameError) {
        guard Self.isName(prefix, allowing: ":") else {
            throw NameError("the prefix \"\(prefix.prefix(80))\" must have 1 to 64 characters of A-Z a-z 0-9 _ . : -")
        }
        self.prefix = prefix
    }

    package func model(_ name: String) throws(NameError) -> ModelKeys {
        guard Self.isName(name) else {
            throw NameError("the model name \"\(name.prefix(80))\" must have 1 to 64 characters of A-Z a-z 0-9 _ . -")
        }
        return ModelKeys(name: name, in: self)
    }

    /// The rule for names of models and reply lists.
    package static func isName(_ name: String) -> Bool { isName(name, allowing: "-") }

    /// The model whose key this is; nil when it is none of this prefix.
    package func model(ofKey key: String) -> ModelKeys? {
        let start = "\(prefix):{"
        guard key.hasPrefix(start), let end = key.firstIndex(of: "}") else { return nil }
        let name = String(key[key.index(key.startIndex, offsetBy: start.count)..<end])
        return Self.isName(name) ? ModelKeys(name: name, in: self) : nil
    }

    private static func isName(_ name: String, allowing extra: Character) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0) || $0 == extra) }
    }
}

/// A name that can't be part of a key.
package struct NameError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
