import Foundation
import JSONBytes
import Keyspace
import TestSupport
import Testing

/// What a program hears when something is not done.
@Suite struct ErrorAnswerTests {
    @Test("A dashboard that only shows says so to whoever acts, in JSON below /api/")
    func onlyShows() throws {
        let stage = try DashboardStage()
        let answer = try stage.post("/api/models/m/actions/pause", "")
        #expect(answer.status == 403 && answer.headers["content-type"] == "application/json")
        #expect(try answer.json["error"]?.string?.contains("--allow-actions") == true)
        let page = try stage.post("/models/m/actions/pause", "")
        #expect(page.status == 403 && page.body.contains("--allow-actions"))
    }

    @Test("Errors of the API are objects: not let in, too large, too many fields, not there, not a number")
    func errors() throws {
        let folder = try TemporaryFolder()
        let (token, file) = (String(repeating: "t0k3n", count: 8), folder.path("tokens"))
        try "ada \(token)\n".write(toFile: file, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        let stage = try DashboardStage(
            arguments: ["--allow-actions", "--token-file", file, "--max-upload", "1000"])
        try stage.call("RPUSH", stage.keys.jobs, "{}")
        let (bearer, acts) = (["Authorization: Bearer \(token)"], "/api/models/m/actions/")

        func error(_ answer: DashboardStage.Answer, _ status: Int) throws -> String {
            #expect(answer.status == status && answer.headers["content-type"] == "application/json", "\(answer)")
            return try answer.json["error"]?.string ?? ""
        }
        let stranger = try stage.get("/api/status")
        #expect(try error(stranger, 401).contains("Authorization: Bearer"))
        #expect(stranger.headers["www-authenticate"] == "Bearer")
        let large = String(repeating: "a=b&", count: 100_000)
        #expect(try error(stage.post(acts + "pause", large, bearer), 413).contains("more bytes"))
        let model = folder.path("large.safetensors")
        try Data(count: 200_000).write(to: URL(fileURLWithPath: model))
        let upload = try stage.post(acts + "publish", "", bearer, parts: ["file=@\(model)"])
        #expect(try error(upload, 413).contains("--max-upload"))
        let many = String(repeating: "entry=1-1&", count: 3_000) + "confirm=m"
        #expect(try error(stage.post(acts + "dead-discard", many, bearer), 400).contains("2000 fields"))
        for count in ["-1", "0", "abc", "1001"] {
            #expect(try error(stage.get("/api/models/m/dead?count=\(count)", bearer), 400).contains("count"))
        }
        let absent = try stage.post(acts + "dead-discard", "entry=1-1&confirm=m", bearer)
        #expect(try error(absent, 409).contains("not there"))
        #expect(try absent.json["missing"]?.array?.compactMap(\.string) == ["1-1"])
        #expect(try stage.get("/api/status", bearer).status == 200)
    }

    @Test("What was once done to a model that is not there makes no model")
    func ghost() throws {
        let stage = try DashboardStage()
        try stage.call("XADD", stage.keys.audit, "*", "who", "ada", "act", "pause")
        #expect(try stage.get("/api/status").json["models"]?.array?.isEmpty == true)
    }
}
