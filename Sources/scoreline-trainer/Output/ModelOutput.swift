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

    func write() throws {
        if path.hasPrefix("model_bin/") { _ = unsafe mkdir("model_bin", 0o755) }
        do { try FileBytes.replace(path, with: bytes) } catch { throw ProgramFailure(.workFailed, "\(error)") }
    }
}
