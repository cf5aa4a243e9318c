import TestSupport

/// The bodies of jobs for the penguins model: few different ones, so that every answer can be known in advance.
package enum JobTemplates {
    package static let count = 48
    /// Rows of a job that needs much memory.
    package static let largeRows = 2_000
    /// What the workers' fault hook looks for.
    package static let poison = "deadly-row"

    /// Rows of each template as JSON objects.
    package static let rows: [[String]] = {
        var random = SeededGenerator(seed: 42)
        return (0..<count).map { template in
            (0..<(template % 12 == 0 ? 24 : 1 + template % 3)).map { _ in row(using: &random) }
        }
    }()

    package static func list(of template: Int) -> String {
        switch template % 4 {
        case 0: "reply:a"
        case 1: "reply:b"
        default: "results"
        }
    }

    private static let tails: [String] = (0..<count).map { template in
        let list = list(of: template)
        let reply = list == "results" ? "" : #""reply_to": "\#(list.dropFirst("reply:".count))", "#
        return reply + #""rows": [\#(rows[template].joined(separator: ", "))]}"#
    }

    package static func payload(_ job: JobName, _ special: Ledger.Special? = nil) -> String {
        let head = #"{"id": "\#(job.id)", "#
        switch special {
        case .poison: return head + #""metadata": {"is": "\#(poison)"}, "# + tails[job.template]
        case .large:
            // The answer is that of the template, over and over: only its first rows are compared.
            let list = job.list == "results" ? "" : #""reply_to": "\#(job.list.dropFirst(6))", "#
            let own = rows[job.template]
            let repeated: [String] = (0..<largeRows).map { own[$0 % own.count] }
            return head + list + #""rows": [\#(repeated.joined(separator: ", "))]}"#
        case nil: return head + tails[job.template]
        }
    }

    private static func row(using random: inout SeededGenerator) -> String {
        let island = ["Biscoe", "Dream", "Torgersen"].randomElement(using: &random) ?? ""
        let sex = [#""male""#, #""female""#, "null"].randomElement(using: &random) ?? ""
        let bill = Double(Int.random(in: 320...600, using: &random)) / 10
        let depth = Double(Int.random(in: 130...215, using: &random)) / 10
        return
            #"{"island": "\#(island)", "bill_length_mm": \#(bill), "bill_depth_mm": \#(depth), "flipper_length_mm": "#
            + #"\#(Int.random(in: 170...232, using: &random)), "body_mass_g": \#(Int.random(in: 2700...6300, using: &random)), "#
            + #""sex": \#(sex)}"#
    }
}
