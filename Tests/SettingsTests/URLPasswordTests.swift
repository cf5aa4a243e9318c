import Testing

@testable import Settings

@Suite struct URLPasswordTests {
    @Test(
        "A password in a URL is hidden wherever it stands, and nothing else is",
        arguments: [
            ("redis://ada:secret@h:1/0", "redis://ada:…@h:1/0"), ("rediss://:secret@h", "rediss://:…@h"),
            ("redis+sentinel://ada:a:b@c@h1,h2/s", "redis+sentinel://ada:…@h1,h2/s"),
            ("no 'redis://ada:s/e?c@h' and http://x:y@z.", "no 'redis://ada:…@h' and http://x:…@z."),
            ("redis://h:6379/0 of ada@host", "redis://h:6379/0 of ada@host"), ("redis://ada:@h", "redis://ada:@h"),
            ("redis://ada@h", "redis://ada@h"), ("a: b@c", "a: b@c"), ("://", "://"), ("", ""),
        ])
    func hidden(text: String, shown: String) {
        #expect(URLPassword.hidden(in: text) == shown)
    }
}
