import Glibc
import TestSupport

/// One subject over its corpus and then over changed inputs, until a number of inputs or a time is reached.
package struct FuzzRun {
    /// Processor seconds that one input may take; the system ends the process then.
    private static let inputSeconds = 10

    package struct Counts: Sendable {
        package var inputs = 0
        package var accepted = 0
        package var refused = 0
        /// Messages that differ in more than numbers and quoted texts.
        package var messages = 0
    }

    private let subject: FuzzSubject
    private let seed: UInt64
    private let corpus: [[UInt8]]
    /// Changed inputs that led further: they were refused with a new kind of message, or taken.
    private var finds: [[UInt8]] = []
    private var seen: Set<String> = []
    private var counts = Counts()
    private let note: InputNote

    /// `folder` gets a file with the input that is being read, so that it is known when the process dies.
    package init(_ subject: FuzzSubject, corpus: [[UInt8]], seed: UInt64, folder: String) {
        self.subject = subject
        self.seed = seed
        self.corpus = corpus
        note = InputNote(path: "\(folder)/\(subject.name).input")
    }

    /// Reads every file of the corpus as it is, then changed inputs.
    package mutating func run(inputs: Int, seconds: Int) throws -> Counts {
        for input in corpus { try read(input, isNew: false) }
        // By the clock of the system only in runs by hand: a test counts inputs and is the same on every machine.
        let deadline = ContinuousClock.now + .seconds(seconds)
        while counts.inputs < inputs || ContinuousClock.now < deadline {
            var mutator = Mutator(subject, seed: seed &+ UInt64(counts.inputs) &* 0x9e37_79b9)
            let isFurther = !finds.isEmpty && mutator.chance(3)
            try read(mutator.input(from: isFurther ? finds : corpus), isNew: true)
        }
        note.remove()
        return counts
    }

    private mutating func read(_ input: [UInt8], isNew: Bool) throws {
        note.write(input)
        counts.inputs += 1
        let before = Memory.resident
        Memory.forgetPeak()
        ProcessorTimer.start(seconds: Self.inputSeconds)
        let verdict = try subject.read(input)
        ProcessorTimer.stop()
        let growth = Memory.peak - before
        let allowed = subject.memoryBase + subject.memoryFactor * input.count
        try require(
            growth <= allowed, "\(input.count) bytes took \(growth) bytes of memory, expected at most \(allowed)")
        switch verdict {
        case .accepted:
            counts.accepted += 1
            if isNew, counts.accepted.isMultiple(of: 8) { keep(input) }
        case .refused(let message):
            counts.refused += 1
            guard seen.insert(Self.kind(of: message)).inserted else { return }
            counts.messages += 1
            if isNew { keep(input) }
        }
    }

    /// The newest ones; large ones take too long.
    private mutating func keep(_ input: [UInt8]) {
        guard input.count <= 1 << 14 else { return }
        if finds.count == 200 { finds.removeFirst() }
        finds.append(input)
    }

    /// A message without what comes from the input.
    private static func kind(of message: String) -> String {
        var isQuoted = false
        var kind: [UInt8] = []
        for byte in message.utf8.prefix(400) {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            if !isQuoted, !isDigit, byte < 0x80 { kind.append(byte) }
        }
        return String(decoding: kind.prefix(100), as: UTF8.self)
    }
}
