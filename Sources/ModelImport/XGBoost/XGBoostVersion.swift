/// The version of the library that wrote a file.
struct XGBoostVersion: Comparable, CustomStringConvertible {
    let major: Int
    let minor: Int
    let patch: Int

    /// The newest version whose files are known here.
    static let newestKnown = XGBoostVersion(major: 3, minor: 4, patch: 0)

    var description: String { "\(major).\(minor).\(patch)" }

    init(major: Int, minor: Int, patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    init(_ field: DocumentField) throws(ModelImportError) {
        let list = try field.numbers(count: 3)
        var parts: [Int] = []
        for index in 0..<3 {
            guard let part = list.integer(at: index), (0...9999).contains(part) else {
                throw field.failure("has \(list.text(at: index)) at \(index), expected a whole number from 0")
            }
            parts.append(part)
        }
        self.init(major: parts[0], minor: parts[1], patch: parts[2])
        guard (1...Self.newestKnown.major).contains(major) else {
            throw ModelImportError(
                "the file was written by XGBoost \(self), expected version 1 to \(Self.newestKnown.major)")
        }
    }

    static func < (left: XGBoostVersion, right: XGBoostVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    /// Newer than every version whose files are known, by more than a patch.
    var isUnknown: Bool { (major, minor) > (Self.newestKnown.major, Self.newestKnown.minor) }
}
