import Foundation
package import TestSupport

/// The wall clock of the programs that are started with its environment.
package final class ShiftedClock: Sendable {
    private let path: String

    /// The file lies in `folder`.
    package init(_ folder: TemporaryFolder) throws {
        path = folder.path("clock-\(UUID().uuidString.prefix(8))")
        try set(seconds: 0)
    }

    package func environment() throws -> [String: String] {
        ["LD_PRELOAD": try Programs.path(of: "libClockShift.so"), "CLOCK_SHIFT_FILE": path]
    }

    /// Jumps to so many seconds from the true time. In place: the programs have mapped the file.
    package func set(seconds: Int) throws {
        var number = Int64(seconds).littleEndian
        let bytes = unsafe Data(bytes: &number, count: MemoryLayout<Int64>.size)
        if let file = FileHandle(forUpdatingAtPath: path) {
            try file.write(contentsOf: bytes)
            try file.close()
        } else {
            try bytes.write(to: URL(filePath: path))
        }
    }
}
