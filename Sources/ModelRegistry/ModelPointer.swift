/// Which version of a model is live.
package struct ModelPointer: Sendable, Equatable {
    /// The live version, from 1.
    package let version: Int
    /// The version that was live before, where a rollback goes.
    package let previous: Int?
    /// The largest number ever published; never falls.
    package let lastVersion: Int
    /// Rises with every publication and rollback.
    package let generation: Int
    /// Of the live version's bytes, in lower-case hexadecimal.
    package let sha256: String
    /// When the pointer moved, in milliseconds since 1970 by Redis's clock.
    package let publishedAt: Int
    /// Who moved it.
    package let publishedBy: String

    package init(
        version: Int, previous: Int?, lastVersion: Int, generation: Int, sha256: String, publishedAt: Int,
        publishedBy: String
    ) {
        self.version = version
        self.previous = previous
        self.lastVersion = lastVersion
        self.generation = generation
        self.sha256 = sha256
        self.publishedAt = publishedAt
        self.publishedBy = publishedBy
    }

    /// `version`, `previous`, `last_version`, `generation`, `published_at`, `published_by`, `sha256`; nil when they are no
    /// pointer.
    init?(fields: [String]) {
        guard fields.count == 7, let version = Int(fields[0]), version > 0, let lastVersion = Int(fields[2]),
            lastVersion >= version, lastVersion < Int.max, let generation = Int(fields[3]), generation > 0,
            generation < Int.max, let publishedAt = Int(fields[4]), fields[6].utf8.count == 64
        else { return nil }
        self.init(
            version: version, previous: Int(fields[1]), lastVersion: lastVersion, generation: generation,
            sha256: fields[6], publishedAt: publishedAt, publishedBy: fields[5])
    }
}
