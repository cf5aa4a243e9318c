import Testing

@testable import Redis

@Suite struct RedisConfigurationTests {
    @Test("A URL gives endpoint, login and database")
    func accepted() throws {
        let full = try RedisConfiguration(url: "redis://ann:p%40ss%3A@example.org:7000/3")
        #expect(full.endpoint == .server(RedisAddress(host: "example.org", port: 7000)))
        #expect(full.user == "ann" && full.password == "p@ss:" && full.database == 3)
        #expect(try RedisConfiguration(url: "redis://:s@h").password == "s")
        #expect(try RedisConfiguration(url: "redis://h").endpoint == .server(RedisAddress(host: "h", port: 6379)))
        #expect(
            try RedisConfiguration(url: "redis://[::1]:6380/").endpoint
                == .server(RedisAddress(host: "::1", port: 6380)))
        let unix = try RedisConfiguration(url: "unix:///run/a%20b.sock?db=2")
        #expect(unix.endpoint == .unix(path: "/run/a b.sock") && unix.database == 2)
    }

    @Test("Sentinels and cluster nodes are lists of addresses; rediss:// asks for TLS")
    func several() throws {
        let (a, b) = (RedisAddress(host: "a", port: 26379), RedisAddress(host: "::1", port: 7))
        let sentinel = try RedisConfiguration(url: "redis+sentinel://u:p@a,[::1]:7/main%20one/4")
        #expect(sentinel.endpoint == .sentinel([a, b], service: "main one") && sentinel.database == 4)
        #expect(sentinel.user == "u" && sentinel.password == "p" && sentinel.tls == nil)
        let cluster = try RedisConfiguration(url: "rediss+cluster://a,b:7")
        #expect(cluster.endpoint == .cluster([RedisAddress(host: "a", port: 6379), RedisAddress(host: "b", port: 7)]))
        #expect(cluster.tls != nil)
        #expect(try RedisConfiguration(url: "rediss+sentinel://a/s").tls != nil)
        #expect("\(try RedisConfiguration(url: "rediss://:p@h/1"))" == "rediss://h:6379/1")
        #expect("\(cluster)" == "rediss+cluster://a:6379,b:7")
    }

    @Test(
        "A URL that can't be used is refused in a sentence that shows no password",
        arguments: [
            "localhost:6379", "http://h", "redis+sentinel://a,b", "redis+sentinel://a,,b/s",
            "redis+cluster://a/1", "redis://a,b", "redis://", "redis://h:0",
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
