import Foundation

/// The Python with the packages of `scripts/training-requirements.txt`, which is made when a test first asks for it.
package enum TrainingPython {
    /// Standard output of a script that must succeed.
    package static func run(_ arguments: [String], in folder: TemporaryFolder) throws -> String {
        let setup = try ChildProcess(
            Programs.root + "/scripts/python-venv.sh",
            ["training", Programs.root + "/scripts/training-requirements.txt"], folder: folder)
        guard try setup.wait(upTo: .seconds(1800)) == 0 else { throw TestFailure(setup.errors) }
        let process = try ChildProcess(
            setup.output.trimmingCharacters(in: .newlines), arguments, folder: folder,
            // Two threads of BLAS for each of several tests at once would only wait for each other.
            environment: ["OMP_NUM_THREADS": "1"])
        guard try process.wait() == 0 else { throw TestFailure(process.errors) }
        return process.output
    }

    /// What scikit-learn says about cases; `Python/figures.py` has their form.
    package static func figures(of cases: String, in folder: TemporaryFolder) throws -> String {
        let path = folder.path("cases.json")
        try cases.write(toFile: path, atomically: false, encoding: .utf8)
        return try run([Programs.root + "/Tests/TestSupport/Python/figures.py", path], in: folder)
    }
}
