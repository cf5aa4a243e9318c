import Monitoring
import Settings

extension Concern {
    /// What is the case, and below it what to do.
    var lines: [String] {
        let severity = TextWidth.padded(severity.rawValue, to: Self.indent)
        return [
            "  " + severity + VisibleText.line(sentence, most: 500),
            "  " + String(repeating: " ", count: Self.indent) + step,
        ]
    }

    private static let indent = 9

    /// The way out, with the command that goes it.
    private var step: String {
        guard let command else { return remedy }
        return (remedy.hasSuffix(".") ? String(remedy.dropLast()) : remedy) + ": "
            + VisibleText.line(command, most: 200)
    }
}
