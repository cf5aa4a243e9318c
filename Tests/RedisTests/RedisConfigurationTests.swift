import Testing

@testable import Redis

@Suite struct RedisConfigurationTests {
    @Test("A URL gives endpoint, login and database")
    func accepted() throws {
        let full = try RedisConfiguration(url: "redis://ann:p%40ss%3A@example.org:7000/3")
        #expect(full.endpoint == .tcp(host: "example.org", port: 7000))
        #expect(full.user == "ann" && full.password == "p@ss:" && full.database == 3)
        #expect(try RedisConfiguration(url: "redis://:s@h").password == "s")
        #expect(try RedisConfiguration(url: "redis://h").endpoint == .tcp(host: "h", port: 6379))
        #expect(try RedisConfiguration(url: "redis://[::1]:6380/").endpoint == .tcp(host: "::1", port: 6380))
        let unix = try RedisConfiguration(url: "unix:///run/a%20b.sock?db=2")
        #expect(unix.endpoint == .unix(path: "/run/a b.sock") && unix.database == 2)
    }

    @Test(
        "A URL that can't be used is refused in a sentence that shows no password",
        arguments: [
            "localhost:6379", "http://h", "rediss://h", "redis+sentinel://a,b/s", "redis://", "redis://h:0",
            "redis://h:x",
            "redis://h/x", "redis://h/-1", "redis://secret@h", "redis://u:secret%zz@h", "redis://[::1",
            "redis://[::1]x",
            "unix://relative", "unix:///a%00b", "redis://a\u{0}b", "unix:///a?x=1",
            "unix:///" + String(repeating: "a", count: 107),
        ])
    func refused(url: String) {
        #expect { try RedisConfiguration(url: url) } throws: { !"\($0)".contains("secret") && "\($0)".count > 20 }
    }

    @Test("The description shows where, not the password")
    func description() throws {
        #expect("\(try RedisConfiguration(url: "redis://u:secret@h:1/2"))" == "redis://h:1/2")
    }
}
