import Foundation
import TestSupport
import Testing

/// What newcomers get wrong. Each is told in one sentence that names the thing, where it is, and what to do next.
@Suite struct MistakeTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
        /// With PENGUINS, ROOT and FOLDER in the place of paths.
        let command: String
        let status: Int32
        /// Parts of what is said.
        let says: [String]

        init(_ command: String, _ status: Int32, _ says: String...) {
            self.command = command
            self.status = status
            self.says = says
        }

        var testDescription: String { command }
    }

    /// A Redis with the model `penguins`, published once, whose password is in FOLDER/password.
    private static let mistakes: [Mistake] = [
        // Commands and flags.
        Mistake("scoreline stauts", 2, "scoreline has no command stauts", "did you mean status?", "scoreline --help"),
        Mistake("scoreline models rolback penguins", 2, "scoreline models has no command rolback", "mean rollback?"),
        Mistake("scoreline-trainer tarin x.yaml", 2, "has no command tarin", "did you mean train?"),
        Mistake("scoreline status --jsn", 2, "Unknown option '--jsn'", "Did you mean '--json'?"),
        Mistake("scoreline status --watch --interval 0", 2, "flag --interval", "\"0\"", "from 0.1 to 86400"),
        Mistake("scoreline status --interval 5", 2, "flag --interval", "it takes --watch"),
        Mistake("scoreline score penguins --input x.csv", 2, "--output is missing", "- for standard output"),
        Mistake("scoreline dead retry penguins", 2, "name an entry", "--all"),
        Mistake("scoreline models promote penguins", 2, "--from is missing", "the URL of the Redis to copy from"),
        Mistake("scoreline status --config FOLDER/typo.yaml", 2, "typo.yaml", "no key rediss", "did you mean redis?"),
        Mistake("scoreline-worker --model penguins --lannes 2", 2, "Unknown option '--lannes'", "'--lanes'"),
        // Names.
        Mistake("scoreline models list penguinz", 1, "penguinz has no published version", "did you mean penguins?"),
        Mistake("scoreline models rollback penguinz", 1, "penguinz has no published version", "mean penguins?"),
        Mistake("scoreline models prune penguinz", 1, "penguinz has no published version", "mean penguins?"),
        Mistake("scoreline score penguinz --input - --output -", 1, "penguinz has no", "did you mean penguins?"),
        Mistake("scoreline drift flowers", 1, "flowers has no published version", "models publish flowers FILE"),
        Mistake("scoreline status penguinz", 0, "penguinz has no published version", "did you mean penguins?"),
        Mistake("scoreline enqueue penguinz {}", 0, "penguinz has no published version", "did you mean penguins?"),
        Mistake("scoreline status pen/guins", 2, "\"pen/guins\"", "characters of A-Z a-z 0-9 _ . -"),
        Mistake("scoreline models show penguins 9", 1, "penguins has no version 9", "see scoreline models list"),
        Mistake("scoreline models rollback penguins", 1, "penguins was live before", "see scoreline models list"),
        Mistake("scoreline dead show penguins 17-3", 1, "no entry 17-3", "see scoreline dead list penguins"),
        Mistake("scoreline dead show penguins seventeen", 2, "\"seventeen\"", "see scoreline dead list"),
        Mistake("scoreline dead retry penguins --all", 0, "retried 0: no job of penguins was given up"),
        Mistake("scoreline workers drain penguins w1", 1, "no worker w1 of penguins", "see scoreline status penguins"),
        Mistake("scoreline workers drain penguins --all", 0, "no worker of penguins is running"),
        Mistake("scoreline bench drain penguins", 1, "no worker serves penguins", "scoreline-worker --model penguins"),
        // Redis.
        Mistake("scoreline status --redis unix://FOLDER/none.sock", 3, "FOLDER/none.sock", "check --redis"),
        Mistake("scoreline status --redis http://localhost", 2, "flag --redis", "redis://"),
        Mistake(
            "scoreline status --redis-password-file FOLDER/wrong", 3, "WRONGPASS", "see --redis-user",
            "--redis-password-file"),
        Mistake(
            "scoreline status --redis-password-file FOLDER/none", 2, "flag --redis-password-file",
            "none can't be opened"),
        // Files.
        Mistake("scoreline models publish penguins FOLDER/none", 1, "FOLDER/none can't be opened", "No such file"),
        Mistake(
            "scoreline models publish penguins ROOT/README.md --redis unix:///nowhere", 1, "README.md is refused",
            "no model file", "scoreline-trainer import"),
        Mistake(
            "scoreline predict ROOT/README.md --input - --output -", 1, "README.md is no model", "scoreline-trainer"),
        Mistake("scoreline-trainer inspect ROOT/README.md", 1, "README.md is refused", "scoreline-trainer import"),
        Mistake("scoreline-trainer import ROOT/README.md --name x", 1, "README.md can't be imported", "docs/import.md"),
        Mistake("scoreline-trainer train FOLDER/none.yaml", 2, "none.yaml can't be opened", "No such file"),
        Mistake(
            "scoreline predict PENGUINS --input FOLDER/foreign.csv --output -", 1, "no column of FOLDER/foreign.csv",
            "it knows island", "rename the columns"),
        Mistake(
            "scoreline predict PENGUINS --input FOLDER/few.csv --output - --key ilsand", 2, "--key",
            "few.csv has no column",
            "did you mean island?"),
        Mistake(
            "scoreline predict PENGUINS --input FOLDER/few.csv --output - --key row", 2, "no column row",
            "it has island, x"),
        Mistake(
            "scoreline-trainer evaluate PENGUINS --data FOLDER/foreign.csv", 1, "foreign.csv has no column species",
            "it has a, b", "--target"),
        Mistake("scoreline predict PENGUINS --input FOLDER/few.csv --output /nowhere/x.csv", 1, "/nowhere/x.csv can't"),
        Mistake("scoreline enqueue penguins [1]", 2, "not one JSON object", "single quotes", "docs/protocol.md"),
        // The dashboard.
        Mistake(
            "scoreline dashboard --token-file FOLDER/none", 2, "flag --token-file", "FOLDER/none can't be opened",
            "NAME TOKEN"),
        Mistake("scoreline dashboard --token-file FOLDER/wrong", 2, "flag --token-file", "line 1", "openssl rand"),
        Mistake("scoreline dashboard --allow-actions", 2, "--allow-actions", "give --token-file"),
        Mistake("scoreline dashboard --listen 8080", 2, "flag --listen", "such as 127.0.0.1:8080"),
    ]

    @Test("The message names the thing, its place and what to do next", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let stage = try Scene()
        let outcome = try stage.run(mistake.command)
        #expect(outcome.status == mistake.status, "\(outcome)")
        for part in mistake.says {
            #expect(outcome.text.contains(stage.filled(part)), "\(part) is not in: \(outcome.text)")
        }
        #expect(!outcome.text.contains("Fatal error") && outcome.text.count < 1200)
    }

    @Test(
        "A port in use is named with its flag",
        arguments: ["scoreline dashboard --listen", "scoreline-worker --model penguins --admin"])
    func port(command: String) throws {
        let stage = try Scene()
        let listener = try Loopback.listen()
        defer { close(listener.descriptor) }
        let outcome = try stage.run("\(command) 127.0.0.1:\(listener.port)")
        let flag = command.split(separator: " ").last ?? ""
        #expect(outcome.status == 1, "\(outcome)")
        for part in ["127.0.0.1:\(listener.port)", "\(flag)", "in use", "name another port"] {
            #expect(outcome.text.contains(part), "\(part) is not in: \(outcome.text)")
        }
    }

    /// A Redis with a password and one model, and the files that the mistakes name.
    private struct Scene {
        private let server: RedisServer

        struct Outcome {
            let status: Int32
            let text: String
        }

        init() throws {
            server = try RedisServer(["--requirepass", "right"])
            for (name, text) in [
                ("password", "right\n"), ("wrong", "short\n"), ("typo.yaml", "rediss: x\n"),
                ("foreign.csv", "a,b\n1,2\n"),
                ("few.csv", "island,x\nBiscoe,1\n"),
            ] {
                try text.write(toFile: server.folder.path(name), atomically: false, encoding: .utf8)
            }
            let published = try run("scoreline models publish penguins PENGUINS")
            guard published.status == 0 else { throw TestFailure(published.text) }
        }

        func filled(_ text: String) -> String {
            text.replacing("PENGUINS", with: Programs.penguins).replacing("ROOT", with: Programs.root)
                .replacing("FOLDER", with: server.folder.url.path)
        }

        func run(_ command: String) throws -> Outcome {
            let words = command.split(separator: " ").map { filled(String($0)) }
            let process = try ChildProcess(
                try Programs.path(of: words[0]), Array(words.dropFirst()), folder: server.folder,
                environment: [
                    "SCORELINE_REDIS": server.url, "SCORELINE_REDIS_PASSWORD_FILE": server.folder.path("password"),
                ])
            return Outcome(status: try process.wait(), text: process.output + process.errors)
        }
    }
}
