/// Who was promised what, and what came: pure bookkeeping, no clock, no connection.
package struct Ledger: Sendable {
    /// What a job of the last producer, which only faults use, is.
    package enum Special: Sendable {
        /// Kills its worker.
        case poison
        /// Has many rows.
        case large
    }

    private var acknowledged: [Int]
    /// Answers to each job, by producer and number.
    private var answers: [[UInt8]]
    private var specials: [Special] = []
    /// Results of the jobs so far, without copies.
    package private(set) var answered = 0
    /// Results beyond the first of their job.
    package private(set) var duplicated = 0
    /// Jobs answered with the code `poison` that are none.
    package private(set) var buriedInnocents = 0
    package private(set) var buriedPoison = 0
    /// Deliveries beyond the first, as the results' `attempt` tells.
    package private(set) var redeliveries = 0
    /// Versions that answered, with the checksum they named.
    package private(set) var versions: [String: String] = [:]
    package private(set) var violations: [Violation] = []

    /// `producers` ordinary ones, and one more for the faults.
    package init(producers: Int) {
        acknowledged = Array(repeating: 0, count: producers + 1)
        answers = Array(repeating: [], count: producers + 1)
    }

    package var faultProducer: Int { acknowledged.count - 1 }
    /// Jobs that Redis has acknowledged.
    package var pushed: Int { acknowledged.reduce(0, +) }
    package var poisonPushed: Int { specials.count { $0 == .poison } }
    /// Acknowledged jobs without an answer.
    package var unanswered: Int {
        zip(acknowledged, answers).reduce(0) { sum, pair in
            let (count, given) = pair
            return sum + (0..<count).count { $0 >= given.count || given[$0] == 0 }
        }
    }

    package func special(_ number: Int) -> Special? { specials.indices.contains(number) ? specials[number] : nil }

    /// A producer's jobs up to a number are pushed for sure.
    package mutating func acknowledge(_ count: Int, of producer: Int) { acknowledged[producer] = count }

    /// The number of the next job of the faults.
    package mutating func announce(_ special: Special) -> Int {
        specials.append(special)
        return specials.count - 1
    }

    package mutating func note(_ answer: Answer, in list: String) {
        let (producer, number) = (answer.job.producer, answer.job.number)
        guard answers.indices.contains(producer), number >= 0, number < 1 << 24 else {
            return report(.nothingInvented, "a result names \(answer.job.id), which nobody pushed")
        }
        while answers[producer].count <= number { answers[producer].append(0) }
        guard answers[producer][number] == 0 else {
            duplicated += 1
            return report(.answeredOnce, "\(answer.job.id) was answered again in \(list)")
        }
        answers[producer][number] = 1
        answered += 1
        let isPoison = producer == faultProducer && special(number) == .poison
        switch answer.content {
        case .scored(let version, let sha256, let attempt):
            if isPoison { report(.values, "\(answer.job.id) was scored, expected a failure") }
            redeliveries += attempt - 1
            if versions.updateValue(sha256, forKey: version) ?? sha256 != sha256 {
                report(.values, "version \(version) answered with two checksums")
            }
        case .failed(let code):
            if code != "poison" { report(.values, "\(answer.job.id) failed with \(code)") }
            if isPoison { buriedPoison += 1 } else { buriedInnocents += 1 }
        case .wrong(let reason): report(.values, "\(answer.job.id) in \(list): \(reason)")
        }
        if list != answer.job.list {
            report(.values, "\(answer.job.id) was answered in \(list), not \(answer.job.list)")
        }
    }

    /// The first of each kind are kept.
    package mutating func report(_ invariant: Invariant, _ text: String) {
        guard violations.count(where: { $0.invariant == invariant }) < 5 else { return }
        violations.append(Violation(invariant, text))
    }
}

/// What must hold whatever goes wrong.
package enum Invariant: String, Sendable, CaseIterable {
    case nothingLost = "every job is answered"
    case answeredOnce = "no job is answered twice"
    case nothingInvented = "no result without a job"
    case values = "results equal those of scoreline predict"
    case order = "jobs of a producer stay in order"
    case counters = "the counters add up"
    case redelivery = "jobs of a living worker are not taken from it"
    case keys = "no key is left behind"
    case poison = "a poison row takes at most three workers and is buried"
    case workers = "no worker ends by itself, and each stops with 0"
    case recovery = "recovery stays within its bound"
    case memory = "memory is flat"
    case effect = "the fault took place"
}

package struct Violation: Sendable, CustomStringConvertible {
    package let invariant: Invariant
    package let text: String

    package init(_ invariant: Invariant, _ text: String) {
        self.invariant = invariant
        self.text = text
    }

    package var description: String { "\(invariant.rawValue): \(text)" }
}
