import TestSupport

/// Makes inputs from those of a corpus; the same ones for the same seed.
struct Mutator {
    let form: InputForm
    let maximumLength: Int
    var random: SeededGenerator

    init(_ subject: FuzzSubject, seed: UInt64) {
        form = subject.form
        maximumLength = subject.maximumLength
        random = SeededGenerator(seed: seed)
    }

    /// One input from a file of the pool, with a few changes that suit its form.
    mutating func input(from pool: [[UInt8]]) -> [UInt8] {
        let base = pool.randomElement(using: &random) ?? []
        let made: [UInt8]
        switch form {
        // Some inputs without regard to the form: what breaks it is a case as well.
        case _ where chance(8): made = damaged(base, pool)
        case .json: made = changedJSON(base) ?? damaged(base, pool)
        case .ubjson: made = changedUBJSON(base) ?? damaged(base, pool)
        case .container: made = changedContainer(base) ?? damaged(base, pool)
        case .binaryJob: made = changedBinaryJob(base) ?? damaged(base, pool)
        case .lines: made = changedLines(base, pool)
        case .bytes: made = damaged(base, pool)
        }
        return made.count > maximumLength ? Array(made.prefix(maximumLength)) : made
    }

    // MARK: Chance

    /// True in one of `count` cases.
    mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    mutating func number(below limit: Int) -> Int { Int.random(in: 0..<max(1, limit), using: &random) }

    mutating func pick<Element>(_ elements: [Element], else other: Element) -> Element {
        elements.randomElement(using: &random) ?? other
    }

    /// Few changes are likelier than many.
    mutating func changeCount() -> Int {
        var count = 1
        while count < 8, chance(3) { count += 1 }
        return count
    }
}
