import ArgumentParser
import Settings
import Testing

@testable import scoreline

@Suite struct HelpTests {
    private static func commands(_ command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        [command] + command.configuration.subcommands.flatMap { commands($0) }
    }

    /// Words as a shell gives them to a program; what it reads or writes by itself is left out.
    private static func words(_ line: String) -> [String] {
        var words: [String] = [""]
        var isQuoted = false
        for character in line {
            if character == "'" {
                isQuoted.toggle()
            } else if character == " ", !isQuoted {
                words.append("")
            } else {
                words[words.count - 1].append(character)
            }
        }
        return words.filter { !$0.hasPrefix("<") && !$0.hasPrefix(">") }
    }

    @Test("Every example in a help text is a command line that the command takes")
    func examples() throws {
        var count = 0
        for command in Self.commands(ScorelineCommand.self) {
            for example in HelpText.examples(in: command.configuration.discussion) {
                let words = Self.words(example)
                #expect(words.first == "scoreline" && example.count < 80, "\(example)")
                let parsed = try ScorelineCommand.parseAsRoot(Array(words.dropFirst()))
                #expect(command == ScorelineCommand.self || type(of: parsed) == command, "\(example)")
                count += 1
            }
        }
        #expect(count >= 20)
    }

    @Test("Every command and every flag says what it does")
    func abstracts() {
        for command in Self.commands(ScorelineCommand.self) {
            #expect(!command.configuration.abstract.isEmpty, "\(command)")
        }
    }
}
