package import ArgumentParser

/// The flags of a command that reads from a second Redis.
package struct SourceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The Redis to copy from, written as for --redis.", valueName: "url"))
    package var from: String?

    @Option(help: ArgumentHelp("User to log in there as; overrides the URL's.", valueName: "name"))
    package var fromUser: String?

    @Option(
        help: ArgumentHelp("File that holds the password for it and nothing else.", valueName: "file"),
        completion: .file())
    package var fromPasswordFile: String?

    @Option(
        help: ArgumentHelp("PEM file of the authorities to trust there; default: the system's.", valueName: "file"),
        completion: .file())
    package var fromCA: String?

    @Option(
        help: ArgumentHelp("PEM file of this side's certificate, for a server that asks.", valueName: "file"),
        completion: .file())
    package var fromCert: String?

    @Option(help: ArgumentHelp("PEM file of the certificate's private key.", valueName: "file"), completion: .file())
    package var fromKey: String?

    @Option(help: ArgumentHelp("Name that the certificate there must hold; default: its host.", valueName: "name"))
    package var fromServerName: String?

    @Option(help: ArgumentHelp("First part of every key there. Default: that of --prefix.", valueName: "text"))
    package var fromPrefix: String?

    package init() {}

    /// Runs once, when the arguments are parsed.
    package func validate() { ConnectionOptions.warn(ofPasswordIn: from, flag: "from") }

    /// The flags that were given, by setting name.
    package var flags: [String: String?] {
        [
            "from": from, "from-user": fromUser, "from-password-file": fromPasswordFile, "from-ca": fromCA,
            "from-cert": fromCert, "from-key": fromKey, "from-server-name": fromServerName, "from-prefix": fromPrefix,
        ]
    }
}
