import Files
import Glibc
import ModelFile
import ScoringModel
import Settings

/// A model's file, as the gate lets it in, and where it goes.
struct ModelOutput {
    let path: String
    let bytes: [UInt8]
    let admitted: AdmittedModel

    /// Without a path it is model_bin/NAME.safetensors.
    init(_ model: Model, path: String?) throws {
        self.path = Self.path(model.manifest.name, path)
        do { bytes = try ModelFile.encode(model) } catch { throw ProgramFailure(.workFailed, "\(error)") }
        do { admitted = try Gate.admit(bytes, name: model.manifest.name) } catch {
            throw ProgramFailure(.workFailed, "the gate refuses the new model, so nothing was written: \(error)")
        }
    }

    static func path(_ name: String, _ path: String?) -> String { path ?? "model_bin/\(name).safetensors" }

    /// Makes `model_bin`, and refuses a path whose folder can't be written: before the training rather than after it.
    static func prepare(_ path: String) throws {
        if path.hasPrefix("model_bin/") { _ = unsafe mkdir("model_bin", 0o755) }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "."
        var status = stat()
        if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw ProgramFailure(.workFailed, "\(path) can't be written: it is a folder")
        }
        guard unsafe access(String(folder), W_OK | X_OK) == 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw ProgramFailure(.workFailed, "\(path) can't be written: the folder \(folder): \(reason)")
        }
    }

    func write() throws {
        do { try FileBytes.replace(path, with: bytes) } catch { throw ProgramFailure(.workFailed, "\(error)") }
    }
}
