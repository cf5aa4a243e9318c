import Foundation

/// An authority of a test's own and the certificates that it signs, made by the openssl program.
package final class Certificates {
    /// A PEM file each.
    package struct Issued {
        package let certificate: String
        package let key: String
    }

    private let folder: TemporaryFolder
    package let authority: String
    private static let name = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

    package init() throws {
        folder = try TemporaryFolder()
        authority = folder.path("authority.pem")
        try Data("[req]\ndistinguished_name=dn\n[dn]\n".utf8).write(to: folder.url.appending(path: "openssl.cnf"))
        try openssl(
            ["req", "-x509", "-subj", "/CN=Authority of a test", "-days", "2", "-out", authority]
                + ["-keyout", folder.path("authority.key"), "-addext", "basicConstraints=critical,CA:TRUE"] + Self.name)
    }

    /// A certificate for these names, such as `DNS:localhost,IP:127.0.0.1`; with negative `days` one that has expired.
    package func issue(
        _ subject: String = "server", for names: String = "DNS:localhost,IP:127.0.0.1", days: Int = 1
    ) throws -> Issued {
        let issued = Issued(certificate: folder.path(subject + ".pem"), key: folder.path(subject + ".key"))
        let request = folder.path(subject + ".csr")
        try openssl(
            ["req", "-subj", "/CN=\(subject)", "-addext", "subjectAltName=\(names)", "-keyout", issued.key]
                + ["-out", request] + Self.name)
        try openssl(
            ["x509", "-req", "-in", request, "-days", String(days), "-copy_extensions", "copyall"]
                + ["-CA", authority, "-CAkey", folder.path("authority.key"), "-out", issued.certificate])
        return issued
    }

    /// The key again, under a passphrase.
    package func encryptedKey(of issued: Issued) throws -> String {
        let file = folder.path("encrypted.key")
        try openssl(["pkey", "-in", issued.key, "-aes256", "-passout", "pass:secret", "-out", file])
        return file
    }

    private func openssl(_ arguments: [String]) throws {
        let process = try ChildProcess(
            "/usr/bin/openssl", arguments, folder: folder, environment: ["OPENSSL_CONF": folder.path("openssl.cnf")])
        guard try process.wait() == 0 else { throw TestFailure("openssl failed: \(process.errors)") }
    }
}
