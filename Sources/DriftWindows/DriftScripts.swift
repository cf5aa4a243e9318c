import Redis

/// The scripts of `Scripts/`, each of which says what it takes, answers and is for.
enum DriftScripts {
    static let write = script("drift-write", PackageResources.drift_write_lua)
    static let read = script("drift-read", PackageResources.drift_read_lua)

    private static func script(_ name: String, _ source: [UInt8]) -> RedisScript {
        RedisScript(name: name, source: String(decoding: source, as: UTF8.self))
    }
}
