/// A job's identity, from which everything else about it follows.
package struct JobName: Sendable, Hashable {
    package let producer: Int
    package let number: Int

    package init(producer: Int, number: Int) {
        self.producer = producer
        self.number = number
    }

    /// Reads `pPRODUCER-NUMBER`.
    package init?(id: some StringProtocol) {
        let parts = id.dropFirst().split(separator: "-")
        guard id.hasPrefix("p"), parts.count == 2, let producer = Int(parts[0]), let number = Int(parts[1]) else {
            return nil
        }
        self.init(producer: producer, number: number)
    }

    package var id: String { "p\(producer)-\(number)" }

    /// Neighbours differ, and all templates come up.
    package var template: Int { (producer * 5 + number * 7) % JobTemplates.count }
    /// Where the result goes; the last part of the key.
    package var list: String { JobTemplates.list(of: template) }
}

/// A result as far as it was checked.
package struct Answer: Sendable {
    package enum Content: Sendable, Equatable {
        case scored(version: String, sha256: String, attempt: Int)
        case failed(code: String)
        case wrong(String)
    }

    package let job: JobName
    package let content: Content

    package init(job: JobName, content: Content) {
        self.job = job
        self.content = content
    }
}
