import AdminHTTP
import ArgumentParser
import Settings

/// What `--probe` asks a running worker.
enum AdminPath: String, ExpressibleByArgument, CaseIterable {
    case livez, readyz

    /// Docker gives a health check 30 s and Kubernetes 1 s, unless they are told otherwise.
    private static let timeout = Duration.seconds(3)

    /// Prints the answer of the worker that the settings' `--admin` names; anything but 200 is a failure.
    func ask(at layers: SettingsLayers) async throws {
        guard let admin = try layers.value(.adminAddress), admin.port != 0 else {
            throw SettingsError(
                "--probe asks a running worker: name its address and port, as in --admin 127.0.0.1:9090")
        }
        let answer: AdminProbe.Answer
        do {
            answer = try await AdminProbe(address: admin.host, port: admin.port, timeout: Self.timeout).ask(rawValue)
        } catch { throw ProgramFailure(.workFailed, error.description) }
        try StandardOutput.write(answer.body)
        guard answer.isOK else {
            throw ProgramFailure(.workFailed, "\(admin.host):\(admin.port) answered /\(rawValue) with \(answer.status)")
        }
    }
}
