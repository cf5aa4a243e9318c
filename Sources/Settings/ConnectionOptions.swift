package import ArgumentParser
import Files
import Glibc
package import Keyspace
package import Redis

/// The flags of every program that talks to Redis.
package struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Where Redis is: redis://[user[:password]@]host[:port][/db], rediss:// for TLS, unix:///path[?db=N], \
            redis+sentinel://host1,host2/service[/db], redis+cluster://host1,host2; rediss+sentinel:// and rediss+cluster:// for TLS. Default redis://127.0.0.1:6379/0.
            """,
            valueName: "url"))
    package var redis: String?

    @Option(help: ArgumentHelp("User to log in as; overrides the URL's.", valueName: "name"))
    package var redisUser: String?

    @Option(
        help: ArgumentHelp("File that holds the password and nothing else; overrides the URL's.", valueName: "file"))
    package var redisPasswordFile: String?

    @Option(
        help: ArgumentHelp("PEM file of the authorities to trust; default: the system's.", valueName: "file"))
    package var redisCA: String?

    @Option(help: ArgumentHelp("PEM file of this side's certificate, for a server that asks.", valueName: "file"))
    package var redisCert: String?

    @Option(help: ArgumentHelp("PEM file of the certificate's private key.", valueName: "file"))
    package var redisKey: String?

    @Option(
        help: ArgumentHelp(
            "Name that the server's certificate must hold; default: the host that is connected to.", valueName: "name"))
    package var redisServerName: String?

    @Option(help: ArgumentHelp("First part of every key. Default scoreline.", valueName: "text"))
    package var prefix: String?

    @Option(help: ArgumentHelp("YAML or JSON file whose keys are the flags' names.", valueName: "file"))
    package var config: String?

    package init() {}

    /// Runs once, when the arguments are parsed.
    package func validate() {
        guard let redis, URLPassword.hidden(in: redis) != redis else { return }
        StandardError.write(
            "warning: --redis holds a password, which every user of this host can read in the list of processes; put the"
                + " URL into SCORELINE_REDIS, or the password into a file for --redis-password-file\n")
    }

    /// The flags that were given, by setting name.
    package var flags: [String: String] {
        let pairs: [(String, String?)] = [
            ("redis", redis), ("redis-user", redisUser), ("redis-password-file", redisPasswordFile),
            ("redis-ca", redisCA), ("redis-cert", redisCert), ("redis-key", redisKey),
            ("redis-server-name", redisServerName), ("prefix", prefix), ("config", config),
        ]
        return Dictionary(uniqueKeysWithValues: pairs.compactMap { name, value in value.map { (name, $0) } })
    }

    /// These flags and `others` above the process's environment and the configuration file.
    package func layers(_ others: [String: String?] = [:]) throws(SettingsError) -> SettingsLayers {
        let given = others.compactMapValues { $0 }
        return try SettingsLayers(flags: flags.merging(given) { $1 }, environment: ProcessEnvironment.current)
    }
}

/// Where Redis is and how keys start, from all layers.
package struct ConnectionSettings: Sendable {
    package let redis: RedisConfiguration
    package let keyspace: Keyspace

    package init(_ layers: SettingsLayers) throws(SettingsError) {
        let url = try layers.value(.text("redis", default: "redis://127.0.0.1:6379/0"))
        var redis: RedisConfiguration
        do { redis = try RedisConfiguration(url: url) } catch {
            throw SettingsError("\(layers.origin(of: "redis")): \(error)")
        }
        if let user = try layers.value(.optionalText("redis-user")) { redis.user = user }
        if let file = try layers.value(.optionalText("redis-password-file")) {
            redis.password = try Self.password(in: file, origin: layers.origin(of: "redis-password-file"))
        }
        guard redis.user == nil || redis.password != nil else {
            let origin = layers.origin(of: layers.isSet("redis-user") ? "redis-user" : "redis")
            throw SettingsError("\(origin): a user needs a password: give --redis-password-file")
        }
        try Self.secure(&redis, layers)
        self.redis = redis
        let prefix = try layers.value(.text("prefix", default: "scoreline"))
        do { keyspace = try Keyspace(prefix: prefix) } catch {
            throw SettingsError("\(layers.origin(of: "prefix")): \(error)")
        }
    }

    /// Adds the files of TLS; a setting of TLS for a connection in the clear is a mistake that would go unnoticed.
    private static func secure(_ redis: inout RedisConfiguration, _ layers: SettingsLayers) throws(SettingsError) {
        let given = TLSConfiguration(
            authorities: try layers.value(.optionalText("redis-ca")),
            certificate: try layers.value(.optionalText("redis-cert")),
            key: try layers.value(.optionalText("redis-key")),
            serverName: try layers.value(.optionalText("redis-server-name")))
        guard given != TLSConfiguration() else { return }
        guard redis.tls != nil else {
            let names = ["redis-ca", "redis-cert", "redis-key", "redis-server-name"]
            let origin = layers.origin(of: names.first { layers.isSet($0) } ?? "redis")
            throw SettingsError("\(origin): TLS needs a URL that starts with rediss://; this one is \(redis)")
        }
        guard (given.certificate == nil) == (given.key == nil) else {
            let origin = layers.origin(of: given.key == nil ? "redis-cert" : "redis-key")
            throw SettingsError("\(origin): a certificate and its key come together: --redis-cert and --redis-key")
        }
        do { try given.check() } catch {
            throw SettingsError("\(layers.origin(of: error.setting.name)): \(error)")
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
        case .authorities: "redis-ca"
        case .certificate: "redis-cert"
        case .key: "redis-key"
        case .serverName: "redis-server-name"
        }
    }
}

/// The variables of this process.
package enum ProcessEnvironment {
    package static var current: [String: String] {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let pointer = unsafe entry.pointee {
            let text = unsafe String(cString: pointer)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            unsafe entry += 1
        }
        return variables
    }
}
