package import ArgumentParser

/// The flags of every command that makes a version live.
package struct PublishOptions: ParsableArguments {
    @Flag(help: "Publish only when the model has no version yet; otherwise say so and succeed.")
    package var ifAbsent = false

    @Option(help: ArgumentHelp("Publish only at this generation, 0 being none yet.", valueName: "n"))
    package var ifGeneration: String?

    @Option(
        help: ArgumentHelp(
            "After publishing: wait until all workers serve it; end with 1 when one refuses.", valueName: "seconds"))
    package var wait: String?

    @Flag(help: "With --wait: make the version before live again when a worker refuses this one.")
    package var rollbackOnRefusal = false

    @Option(help: ArgumentHelp("Versions to keep, beside the live and the previous one. Default 10.", valueName: "n"))
    package var keep: String?

    package init() {}

    /// The flags that were given, by setting name.
    package var flags: [String: String?] {
        [
            "if-absent": ifAbsent ? "true" : nil, "if-generation": ifGeneration, "wait": wait,
            "rollback-on-refusal": rollbackOnRefusal ? "true" : nil, "keep": keep,
        ]
    }
}

/// What holds where no flag, variable or configuration file says otherwise: a recipe's `publish`.
package struct PublishDefaults: Sendable, Equatable {
    package var keep: Int
    package var wait: Duration?
    package var rollbackOnRefusal: Bool

    package init(keep: Int = 10, wait: Duration? = nil, rollbackOnRefusal: Bool = false) {
        self.keep = keep
        self.wait = wait
        self.rollbackOnRefusal = rollbackOnRefusal
    }
}
