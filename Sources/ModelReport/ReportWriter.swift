import Files
import Glibc
import JSONBytes

/// Puts `report.html` and `report.json` into a folder.
package enum ReportWriter {
    /// Makes the folder, but not its parents, where it is not there. Called before the work, so that none is lost.
    package static func prepare(_ folder: String) throws(ReportError) {
        if unsafe mkdir(folder, 0o755) != 0, errno != EEXIST {
            throw ReportError(.work, "the folder \(folder) can't be made: \(unsafe String(cString: strerror(errno)))")
        }
    }

    /// Replaces what an earlier run left in the folder.
    package static func write(_ input: ReportInput, to folder: String) throws(ReportError) {
        try write(Report(input), to: folder)
    }

    package static func write(_ report: Report, to folder: String) throws(ReportError) {
        try prepare(folder)
        do throws(FileError) {
            try FileBytes.replace(folder + "/report.json", with: Array(report.json.line.utf8))
            try FileBytes.replace(folder + "/report.html", with: Array(Page(report).html.utf8))
        } catch { throw ReportError(.work, error.description) }
    }
}

/// Why there is no report, in one sentence.
package struct ReportError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// What was asked for can't be.
        case usage
        case work
    }

    package let kind: Kind
    package let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
