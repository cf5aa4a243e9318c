import Files
import Glibc
import Keyspace

/// `recipes/NAME`: the files of a new use case.
package struct UseCaseFolder: Sendable {
    private let name: String
    package let path: String
    private let isForced: Bool

    /// Refuses a name that no model can have, and a folder that has such files already unless `force` says otherwise.
    package init(name: String, under parent: String, force: Bool) throws(SchemaError) {
        guard Keyspace.isName(name), name != ".", name != ".." else {
            throw SchemaError(
                .usage, "the name \"\(name.visible(80))\" must have 1 to 64 characters of A-Z a-z 0-9 _ . -")
        }
        self.name = name
        isForced = force
        path = parent.hasSuffix("/") ? parent + name : "\(parent)/\(name)"
        for file in Self.files where unsafe access("\(path)/\(file)", F_OK) == 0 && !force {
            throw SchemaError(
                .usage, "\(path)/\(file) is there already; choose another name, or add --force to replace it")
        }
    }

    private static let files = ["recipe.yaml", "sample_job.json", "README.md"]

    /// Writes the files and gives their paths. The recipe comes last: where it is, all is.
    package func write(_ findings: SchemaFindings) throws(SchemaError) -> [String] {
        guard let target = findings.target, let targetName = findings.targetName else {
            throw SchemaError(.usage, "a recipe needs a target")
        }
        try makeFolders()
        let data = try RelativePath.from(folder: path, to: findings.path)
        let contents = [
            RecipeDraft(name: name, data: data, findings: findings, target: target, targetName: targetName).text,
            SampleJob(name: name, findings: findings).text,
            UseCaseReadme(
                name: name, folder: path, data: findings.path, findings: findings, target: target,
                targetName: targetName
            ).text,
        ]
        let paths = Self.files.map { "\(path)/\($0)" }
        do throws(FileError) {
            for (path, text) in zip(paths, contents).reversed() { try FileBytes.replace(path, with: Array(text.utf8)) }
        } catch { throw SchemaError(.work, "\(error)") }
        return paths
    }

    /// Makes the folder and those above it.
    private func makeFolders() throws(SchemaError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += "\(part)/"
            guard unsafe mkdir(made, 0o755) == 0 || errno == EEXIST else {
                throw SchemaError(.work, "\(made) can't be made: \(unsafe String(cString: strerror(errno)))")
            }
        }
    }
}
