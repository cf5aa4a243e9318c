package import ArgumentParser
import Glibc

/// What scripts rely on.
package enum ExitStatus: Int32, Sendable {
    case done = 0
    case workFailed = 1
    case usage = 2
    case redisUnreachable = 3
}

/// A failure that ends a program: one sentence naming the thing and the way out.
package struct ProgramFailure: Error, Sendable, CustomStringConvertible {
    package let status: ExitStatus
    package let description: String

    package init(_ status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }
}

/// Entry of every program: parses, runs, and ends with the exit status of the contract.
package enum Program {
    /// `check` looks at what concerns every command, before the command runs; what it throws is a fault of the settings.
    package static func run<Root: ParsableCommand>(_ root: Root.Type, check: () throws -> Void = {}) async -> Never {
        // A closed socket or pipe is an error of the call that writes to it, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try root.parseAsRoot()
            do { try check() } catch { throw ProgramFailure(.usage, "\(error)") }
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            exit(ExitStatus.done.rawValue)
        } catch let failure as ProgramFailure {
            end(failure.status, failure.description, program: root._commandName)
        } catch let error as SettingsError {
            end(.usage, error.description, program: root._commandName)
        } catch {
            let code = root.exitCode(for: error)
            guard code != .success else { root.exit(withError: error) }  // --help and --version
            let isUsage = code == .validationFailure
            if isUsage, let sentence = misspelt(root, CommandLine.arguments.dropFirst()) {
                end(.usage, sentence, program: root._commandName)
            }
            end(
                isUsage ? .usage : .workFailed, isUsage ? root.fullMessage(for: error) : "\(error)",
                program: root._commandName)
        }
    }

    /// A sentence about a word that stands where a command's name is expected and is none; nil when there is no such word.
    static func misspelt<Words: Sequence<String>>(_ root: any ParsableCommand.Type, _ words: Words) -> String? {
        var (command, path) = (root, root._commandName)
        for word in words {
            let commands = command.configuration.subcommands
            guard !commands.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            guard let next = commands.first(where: { $0._commandName == word }) else {
                let names = commands.map { $0._commandName }
                let nearest = NearestName.find(word, among: names).map { "did you mean \($0)?" }
                return "\(path) has no command \(word.prefix(80)); "
                    + (nearest ?? "there are \(names.joined(separator: ", ")).") + " See \(path) --help"
            }
            (command, path) = (next, "\(path) \(word)")
        }
        return nil
    }

    private static func end(_ status: ExitStatus, _ message: String, program: String) -> Never {
        TerminalLine.clear()
        let text = message.hasPrefix("Error: ") ? String(message.dropFirst("Error: ".count)) : message
        StandardError.write("\(program): \(URLPassword.hidden(in: text))\n")
        exit(status.rawValue)
    }
}
