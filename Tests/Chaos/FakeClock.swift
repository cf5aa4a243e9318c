import Foundation
import TestSupport

/// A clock that jumps when it is told to, for one program: libfaketime reads the offset from a file.
package enum FakeClock {
    package enum Owner: Sendable { case redis, worker }

    private static let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"

    /// Each driver process has files of its own.
    private static func file(of owner: Owner) -> String { "/tmp/sl-clock-\(owner)-\(getpid())" }

    /// The environment of a program whose clock may jump; its monotonic clock does not.
    package static func environment(for owner: Owner) -> [String: String] {
        do { try set(owner, seconds: 0) } catch { preconditionFailure("\(file(of: owner)) can't be written: \(error)") }
        return [
            "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": file(of: owner), "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        ]
    }

    package static func set(_ owner: Owner, seconds: Int) throws {
        guard FileManager.default.fileExists(atPath: library) else {
            throw TestFailure("\(library) is missing: run scripts/setup.sh")
        }
        try "\(seconds < 0 ? "" : "+")\(seconds)\n".write(toFile: file(of: owner), atomically: true, encoding: .utf8)
    }

    package static func forget(_ owner: Owner) { try? FileManager.default.removeItem(atPath: file(of: owner)) }
}
