package import Foundation

/// A folder with a short path (a unix socket's has 107 bytes) that goes with its owner.
package final class TemporaryFolder: Sendable {
    package let url: URL

    package init() throws {
        var template = Array("/tmp/sl.XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe mkdtemp($0) } != nil
        }
        guard made else { throw TestFailure("mkdtemp failed") }
        url = URL(filePath: String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    package func path(_ name: String) -> String { url.appending(path: name).path }
}
