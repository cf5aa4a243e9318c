package import ArgumentParser
import Glibc

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
        help: ArgumentHelp("File that holds the password and nothing else; overrides the URL's.", valueName: "file"),
        completion: .file())
    package var redisPasswordFile: String?

    @Option(
        help: ArgumentHelp("PEM file of the authorities to trust; default: the system's.", valueName: "file"),
        completion: .file())
    package var redisCA: String?

    @Option(
        help: ArgumentHelp("PEM file of this side's certificate, for a server that asks.", valueName: "file"),
        completion: .file())
    package var redisCert: String?

    @Option(help: ArgumentHelp("PEM file of the certificate's private key.", valueName: "file"), completion: .file())
    package var redisKey: String?

    @Option(
        help: ArgumentHelp(
            "Name that the server's certificate must hold; default: the host that is connected to.", valueName: "name"))
    package var redisServerName: String?

    @Option(help: ArgumentHelp("First part of every key. Default scoreline.", valueName: "text"))
    package var prefix: String?

    @Option(
        help: ArgumentHelp("YAML or JSON file whose keys are the flags' names.", valueName: "file"), completion: .file()
    )
    package var config: String?

    package init() {}

    /// Runs once, when the arguments are parsed.
    package func validate() { Self.warn(ofPasswordIn: redis, flag: "redis") }

    static func warn(ofPasswordIn url: String?, flag: String) {
        guard let url, URLPassword.hidden(in: url) != url else { return }
        StandardError.write(
            "warning: --\(flag) holds a password, which every user of this host can read in the list of processes; put the"
                + " URL into SCORELINE_\(flag.uppercased()), or the password into a file for --\(flag)-password-file\n")
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
