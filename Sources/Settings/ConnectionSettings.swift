import Files
package import Keyspace
package import Redis

/// Where Redis is and how keys start, from all layers.
package struct ConnectionSettings: Sendable {
    package let redis: RedisConfiguration
    package let keyspace: Keyspace

    /// The Redis that a program works with.
    package init(_ layers: SettingsLayers) throws(SettingsError) {
        redis = try Self.redis(layers, option: "redis", url: layers.value(.text("redis", default: Self.localURL)))
        keyspace = try Self.keyspace(layers, option: "prefix", default: "scoreline")
    }

    /// The Redis of `--from`, whose other options start with that word as well; nil when it is not given. Its keys start as
    /// those of the Redis that the program works with, where it is not told otherwise.
    package init?(source layers: SettingsLayers) throws(SettingsError) {
        guard let url = try layers.value(.optionalText("from")) else { return nil }
        redis = try Self.redis(layers, option: "from", url: url)
        keyspace = try Self.keyspace(
            layers, option: "from-prefix", default: layers.value(.text("prefix", default: "scoreline")))
    }

    private static let localURL = "redis://127.0.0.1:6379/0"

    private static func keyspace(
        _ layers: SettingsLayers, option: String, default fallback: String
    ) throws(SettingsError) -> Keyspace {
        let prefix = try layers.value(.text(option, default: fallback))
        do { return try Keyspace(prefix: prefix) } catch {
            throw SettingsError("\(layers.origin(of: option)): \(error)")
        }
    }

    /// `option` is the one with the URL; the others' names start with it.
    private static func redis(
        _ layers: SettingsLayers, option: String, url: String
    ) throws(SettingsError) -> RedisConfiguration {
        var redis: RedisConfiguration
        do { redis = try RedisConfiguration(url: url) } catch {
            throw SettingsError("\(layers.origin(of: option)): \(error)")
        }
        if let user = try layers.value(.optionalText("\(option)-user")) { redis.user = user }
        if let file = try layers.value(.optionalText("\(option)-password-file")) {
            redis.password = try Self.password(in: file, origin: layers.origin(of: "\(option)-password-file"))
        }
        guard redis.user == nil || redis.password != nil else {
            let origin = layers.origin(of: layers.isSet("\(option)-user") ? "\(option)-user" : option)
            throw SettingsError("\(origin): a user needs a password: give --\(option)-password-file")
        }
        try Self.secure(&redis, layers, option)
        return redis
    }

    /// Adds the files of TLS; a setting of TLS for a connection in the clear is a mistake that would go unnoticed.
    private static func secure(
        _ redis: inout RedisConfiguration, _ layers: SettingsLayers, _ option: String
    ) throws(SettingsError) {
        let given = TLSConfiguration(
            authorities: try layers.value(.optionalText("\(option)-ca")),
            certificate: try layers.value(.optionalText("\(option)-cert")),
            key: try layers.value(.optionalText("\(option)-key")),
            serverName: try layers.value(.optionalText("\(option)-server-name")))
        guard given != TLSConfiguration() else { return }
        guard redis.tls != nil else {
            let names = ["ca", "cert", "key", "server-name"].map { "\(option)-\($0)" }
            let origin = layers.origin(of: names.first { layers.isSet($0) } ?? option)
            throw SettingsError("\(origin): TLS needs a URL that starts with rediss://; this one is \(redis)")
        }
        guard (given.certificate == nil) == (given.key == nil) else {
            let origin = layers.origin(of: given.key == nil ? "\(option)-cert" : "\(option)-key")
            throw SettingsError(
                "\(origin): a certificate and its key come together: --\(option)-cert and --\(option)-key")
        }
        do { try given.check() } catch {
            throw SettingsError("\(layers.origin(of: "\(option)-\(error.setting.name)")): \(error)")
        }
        redis.tls = given
    }

    /// The file's bytes without the newline that editors put at the end.
    private static func password(in file: String, origin: String) throws(SettingsError) -> String {
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(file, limit: 4096) } catch {
            throw SettingsError("\(origin): \(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SettingsError("\(origin): \(file) is no UTF-8 text")
        }
        // A character of Swift: CRLF is one as well.
        let password = text.last?.isNewline == true ? String(text.dropLast()) : text
        guard !password.isEmpty else { throw SettingsError("\(origin): \(file) is empty") }
        guard !password.contains(where: \.isNewline) else {
            throw SettingsError("\(origin): \(file) has more than one line; it holds the password and nothing else")
        }
        return password
    }
}

extension TLSSettingError.Setting {
    fileprivate var name: String {
        switch self {
        case .authorities: "ca"
        case .certificate: "cert"
        case .key: "key"
        case .serverName: "server-name"
        }
    }
}
