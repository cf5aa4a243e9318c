import Foundation
package import TestSupport

/// Queue scripts that differ from those the workers carry.
package struct ScriptFolder {
    package static let names = ["claim", "commit", "extend", "recover", "release", "sweep"]
    package let environment: [String: String]

    /// `edit` gets a script's name and text, and gives what takes its place.
    package init(_ folder: TemporaryFolder, _ edit: (_ name: String, _ text: String) throws -> String) throws {
        let place = folder.url.appending(path: "scripts-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        for name in Self.names {
            let own = try String(
                contentsOfFile: Programs.root + "/Sources/JobQueue/Scripts/\(name).lua", encoding: .utf8)
            let text = try edit(name, own)
            try text.write(to: place.appending(path: name + ".lua"), atomically: true, encoding: .utf8)
        }
        environment = ["SCORELINE_FAULT_SCRIPTS": place.path]
    }
}
