import Synchronization
import Testing

@testable import Access

@Suite struct GatekeeperTests {
    private static let now = 1_800_000_000

    private static func keeper(allowsActions: Bool = true, address: String = "127.0.0.1", hosts: [String] = []) throws
        -> Gatekeeper
    {
        try Gatekeeper(
            identity: .tokens(TokenListTests.list()), allowsActions: allowsActions, address: address, hosts: hosts)
    }

    private static let page = AccessRequest(isSafe: true, host: "127.0.0.1:8080", address: "127.0.0.1")
    private static let form = AccessRequest(
        isSafe: false, host: "127.0.0.1:8080", origin: "http://127.0.0.1:8080", fetchSite: "same-origin",
        address: "127.0.0.1")

    private static func with(_ request: AccessRequest, _ change: (inout AccessRequest) -> Void) -> AccessRequest {
        var request = request
        change(&request)
        return request
    }

    /// Logs in and gives the cookie as a browser sends it.
    private static func logIn(_ keeper: Gatekeeper) throws -> String {
        guard case .done(let cookie) = keeper.logIn(form, token: TokenListTests.ada, at: now) else {
            Issue.record("no login")
            return ""
        }
        #expect(cookie.hasSuffix("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"))
        return String(cookie.prefix { $0 != ";" })
    }

    private static func visitor(_ verdict: AccessVerdict) -> Visitor? {
        if case .admitted(let visitor) = verdict { visitor } else { nil }
    }

    @Test("Without tokens and without a proxy everybody may look, and nobody may act")
    func nobody() throws {
        let keeper = try Gatekeeper(identity: .nobody, allowsActions: false, address: "127.0.0.1")
        let visitor = try #require(Self.visitor(keeper.judge(Self.page, at: Self.now)))
        #expect(visitor.name == nil && !visitor.mayAct)
        #expect(keeper.objection(to: Self.form, by: visitor, formToken: nil) != nil)
    }

    @Test("Actions without knowing who acts, and a header that anybody could write, are refused at the start")
    func settings() throws {
        #expect(throws: AccessError.self) {
            try Gatekeeper(identity: .nobody, allowsActions: true, address: "127.0.0.1")
        }
        let header = Gatekeeper.Identity.header("X-Forwarded-User")
        for address in ["0.0.0.0", "::", "10.0.0.1", "example.com"] {
            #expect(throws: AccessError.self) {
                try Gatekeeper(identity: header, allowsActions: true, address: address)
            }
            _ = try Gatekeeper(identity: header, allowsActions: true, address: address, trustsProxy: true)
        }
        for address in ["127.0.0.1", "127.1.2.3", "::1", "localhost"] {
            _ = try Gatekeeper(identity: header, allowsActions: true, address: address)
        }
    }

    @Test("A login lets its session in, with a form of its own; without one nobody is known")
    func login() throws {
        let keeper = try Self.keeper()
        #expect(keeper.judge(Self.page, at: Self.now) == .unknown)
        let cookie = try Self.logIn(keeper)
        let cookies = ["a=b; \(Gatekeeper.cookieName)=old; \(cookie)", cookie, "x;;=; \(cookie) "]
        for header in cookies {
            let verdict = keeper.judge(Self.with(Self.page) { $0.cookies = [header] }, at: Self.now)
            let visitor = try #require(Self.visitor(verdict), "\(header)")
            #expect(visitor.name == "ada" && visitor.mayAct && visitor.formToken?.utf8.count == 64)
        }
        #expect(keeper.judge(Self.with(Self.page) { $0.cookies = ["x" + cookie] }, at: Self.now) == .unknown)
    }

    @Test("After the logout a copy of the cookie lets nobody in; other logins of the same person stay")
    func logout() throws {
        let keeper = try Self.keeper()
        let (first, second) = (try Self.logIn(keeper), try Self.logIn(keeper))
        func isKnown(_ cookie: String, _ keeper: Gatekeeper, at now: Int = Self.now) -> Bool {
            keeper.judge(Self.with(Self.page) { $0.cookies = [cookie] }, at: now) != .unknown
        }
        // What is no session of ours ends nothing.
        _ = keeper.logOut(Self.with(Self.form) { $0.cookies = ["scoreline_session=x", first + "0"] }, at: Self.now)
        #expect(isKnown(first, keeper) && isKnown(second, keeper))
        let header = keeper.logOut(Self.with(Self.form) { $0.cookies = ["a=b; " + first] }, at: Self.now)
        #expect(header.hasPrefix("\(Gatekeeper.cookieName)=; ") && header.contains("Max-Age=0"))
        for later in [0, Session.life] { #expect(!isKnown(first, keeper, at: Self.now + later), "\(later)") }
        #expect(isKnown(second, keeper))
    }

    @Test("No more ended sessions are kept than may be; those that are over by themselves go first")
    func ended() {
        let ended = EndedSessions()
        let old = Session(of: "ada", at: Self.now)
        ended.add(old, at: Self.now)
        let later = Self.now + Session.life
        var sessions = (1..<EndedSessions.capacity).map { Session(of: "ada", at: later + $0) }
        for session in sessions { ended.add(session, at: later) }
        #expect(ended.contains(old) && sessions.allSatisfy { ended.contains($0) })
        sessions.append(Session(of: "ada", at: later + EndedSessions.capacity))
        ended.add(sessions[EndedSessions.capacity - 1], at: later + 1)
        #expect(!ended.contains(old) && sessions.allSatisfy { ended.contains($0) })
        ended.add(Session(of: "ada", at: later + 20_000), at: later + 1)
        #expect(!ended.contains(sessions[0]) && sessions.dropFirst().allSatisfy { ended.contains($0) })
    }

    @Test("A login over TLS gives a cookie that never goes out in the clear")
    func secure() throws {
        let keeper = try Self.keeper(address: "0.0.0.0")
        let request = Self.with(Self.form) {
            $0.host = "score.example"
            $0.origin = "https://score.example"
        }
        guard case .done(let cookie) = keeper.logIn(request, token: TokenListTests.ada, at: Self.now) else {
            Issue.record("no login")
            return
        }
        #expect(cookie.hasSuffix("; Secure"))
    }

    @Test("A session may look but not act where actions are not allowed")
    func readOnly() throws {
        let keeper = try Self.keeper(allowsActions: false)
        let cookie = try Self.logIn(keeper)
        let visitor = try #require(
            Self.visitor(keeper.judge(Self.with(Self.form) { $0.cookies = [cookie] }, at: Self.now)))
        #expect(
            keeper.objection(to: Self.form, by: visitor, formToken: visitor.formToken)?.contains("--allow-actions")
                == true)
    }

    struct Foreign: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout AccessRequest) -> Void
    }

    static let foreign: [Foreign] = [
        Foreign(testDescription: "another site") { $0.fetchSite = "cross-site" },
        Foreign(testDescription: "another port of the site") { $0.fetchSite = "same-site" },
        Foreign(testDescription: "typed in") { $0.fetchSite = "none" },
        Foreign(testDescription: "no origin") { $0.origin = nil },
        Foreign(testDescription: "opaque origin") { $0.origin = "null" },
        Foreign(testDescription: "another origin") { $0.origin = "http://evil.example" },
        Foreign(testDescription: "another port") { $0.origin = "http://127.0.0.1:8081" },
        Foreign(testDescription: "another name") { $0.origin = "http://127.0.0.1.evil.example:8080" },
        Foreign(testDescription: "a user in front") { $0.origin = "http://127.0.0.1:8080@evil.example" },
        Foreign(testDescription: "no scheme") { $0.origin = "127.0.0.1:8080" },
        Foreign(testDescription: "an old browser from elsewhere") {
            $0.fetchSite = nil
            $0.origin = "http://evil.example"
        },
    ]

    @Test("A form that another page sends is refused, with the right cookie and the right token", arguments: foreign)
    func crossSite(_ foreign: Foreign) throws {
        let keeper = try Self.keeper()
        let cookie = try Self.logIn(keeper)
        var request = Self.with(Self.form) { $0.cookies = [cookie] }
        let visitor = try #require(Self.visitor(keeper.judge(request, at: Self.now)))
        #expect(keeper.objection(to: request, by: visitor, formToken: visitor.formToken) == nil)
        foreign.change(&request)
        #expect(keeper.objection(to: request, by: visitor, formToken: visitor.formToken) != nil)
        if case .done = keeper.logIn(request, token: TokenListTests.ada, at: Self.now) { Issue.record("logged in") }
    }

    @Test("A form without its token, or with another session's, is refused")
    func formToken() throws {
        let keeper = try Self.keeper()
        let cookies = [try Self.logIn(keeper), try Self.logIn(keeper)]
        let visitors = cookies.compactMap { cookie in
            Self.visitor(keeper.judge(Self.with(Self.form) { $0.cookies = [cookie] }, at: Self.now))
        }
        for token in [nil, "", visitors[1].formToken, visitors[0].formToken.map { $0 + "0" }] {
            #expect(keeper.objection(to: Self.form, by: visitors[0], formToken: token)?.contains("form") == true)
        }
        #expect(keeper.objection(to: Self.form, by: visitors[0], formToken: visitors[0].formToken) == nil)
    }

    @Test("A program acts with a token in each request, without a form; a wrong token is nobody")
    func bearer() throws {
        let keeper = try Self.keeper()
        let request = AccessRequest(isSafe: false, host: "localhost", authorization: "Bearer \(TokenListTests.bob)")
        let visitor = try #require(Self.visitor(keeper.judge(request, at: Self.now)))
        #expect(visitor.name == "bob" && keeper.objection(to: request, by: visitor, formToken: nil) == nil)
        for header in ["Bearer", "Bearer x", "Basic \(TokenListTests.bob)", TokenListTests.bob, "Bearer a b"] {
            #expect(keeper.judge(Self.with(request) { $0.authorization = header }, at: Self.now) == .unknown)
        }
        // A cookie does not make up for a wrong token.
        let cookie = try Self.logIn(keeper)
        let both = Self.with(request) {
            $0.authorization = "Bearer x"
            $0.cookies = [cookie]
        }
        #expect(keeper.judge(both, at: Self.now) == .unknown)
    }

    @Test("After ten wrong tokens an address waits, whatever it sends; another one does not")
    func limit() throws {
        let told = Mutex<[String]>([])
        let keeper = try Gatekeeper(
            identity: .tokens(TokenListTests.list()), allowsActions: true, address: "127.0.0.1",
            onClosing: { sentence in told.withLock { $0.append(sentence) } })
        for number in 0..<10 {
            #expect(told.withLock { $0 } == [], "\(number)")
            #expect(keeper.logIn(Self.form, token: "x", at: Self.now) == .wrong)
        }
        defer {
            #expect(
                told.withLock { $0 } == [
                    "too many wrong tokens from 127.0.0.1: no more are looked at for up to a minute"
                ])
        }
        for token in ["x", TokenListTests.ada] {
            guard case .limited(let seconds) = keeper.logIn(Self.form, token: token, at: Self.now) else {
                Issue.record("not limited")
                continue
            }
            #expect((1...60).contains(seconds))
        }
        let other = Self.with(Self.form) { $0.address = "127.0.0.2" }
        guard case .done = keeper.logIn(other, token: TokenListTests.ada, at: Self.now) else {
            Issue.record("limited")
            return
        }
    }

    @Test("Two hundred wrong tokens of all addresses close the door for everybody, for a minute")
    func allAddresses() {
        let limit = FailureLimit()
        let start = ContinuousClock.now
        for number in 0..<199 { #expect(limit.note("10.0.0.\(number)", at: start) == nil) }
        #expect(limit.note("10.0.0.199", at: start) == .everybody)
        #expect(limit.wait(for: "new", at: start + .seconds(59)) == .seconds(1))
        #expect(limit.wait(for: "new", at: start + .seconds(60)) == nil)
    }

    static let names: [(address: String, hosts: [String], host: String?, isOurs: Bool)] = [
        ("127.0.0.1", [], "127.0.0.1:8080", true), ("127.0.0.1", [], "localhost:8080", true),
        ("::1", [], "[::1]:8080", true), ("127.0.0.1", [], "LOCALHOST", true),
        ("127.0.0.1", [], "evil.example:8080", false), ("127.0.0.1", [], "localhost.evil.example", false),
        ("127.0.0.1", [], nil, false), ("127.0.0.1", [], "127.0.0.1:x", false), ("127.0.0.1", [], "", false),
        ("127.0.0.1", ["score.example"], "Score.example", true), ("127.0.0.1", ["score.example"], "localhost", true),
        ("0.0.0.0", [], "anything.example", true), ("0.0.0.0", ["score.example"], "score.example:80", true),
        ("0.0.0.0", ["score.example"], "10.0.0.7:8080", false), ("0.0.0.0", ["score.example"], "localhost", false),
    ]

    @Test("A name that is not this server's is refused, which keeps rebound names off a loopback", arguments: names)
    func host(address: String, hosts: [String], host: String?, isOurs: Bool) throws {
        let keeper = try Gatekeeper(identity: .nobody, allowsActions: false, address: address, hosts: hosts)
        let verdict = keeper.judge(AccessRequest(isSafe: true, host: host), at: Self.now)
        #expect((Self.visitor(verdict) != nil) == isOurs, "\(verdict)")
    }

    @Test("A proxy says who asks, once and in words; each name has a form of its own")
    func forwarded() throws {
        let keeper = try Gatekeeper(identity: .header("X-User"), allowsActions: true, address: "127.0.0.1")
        func judge(_ identities: [String]) -> AccessVerdict {
            keeper.judge(Self.with(Self.form) { $0.identities = identities }, at: Self.now)
        }
        let (ada, bob) = (try #require(Self.visitor(judge([" ada "]))), try #require(Self.visitor(judge(["bob"]))))
        #expect(ada.name == "ada" && ada.formToken != bob.formToken)
        #expect(keeper.objection(to: Self.form, by: ada, formToken: ada.formToken) == nil)
        #expect(keeper.objection(to: Self.form, by: ada, formToken: bob.formToken) != nil)
        for identities in [[], [""], [" "], ["ada", "bob"], ["a\u{7}"], [String(repeating: "a", count: 129)]] {
            guard case .refused = judge(identities) else {
                Issue.record("admitted \(identities)")
                continue
            }
        }
        // Where no proxy was spoken of, the header says nothing.
        let request = Self.with(Self.page) { $0.identities = ["ada"] }
        #expect(try Self.keeper().judge(request, at: Self.now) == .unknown)
        let open = try Gatekeeper(identity: .nobody, allowsActions: false, address: "127.0.0.1")
        #expect(try #require(Self.visitor(open.judge(request, at: Self.now))).name == nil)
    }

    @Test("The address that is kept is the nearest one a trusted proxy names, and an address in any case")
    func addresses() throws {
        let near = try Self.keeper()
        let far = try Self.keeper(address: "0.0.0.0")
        func address(_ keeper: Gatekeeper, _ forwarded: String?) -> String? {
            let request = Self.with(Self.page) {
                $0.authorization = "Bearer \(TokenListTests.ada)"
                $0.address = "10.1.1.1"
                $0.forwardedFor = forwarded
            }
            return Self.visitor(keeper.judge(request, at: Self.now))?.address
        }
        #expect(address(near, "6.6.6.6, 192.0.2.9") == "192.0.2.9" && address(near, "2001:db8::1") == "2001:db8::1")
        #expect(address(far, "192.0.2.9") == "10.1.1.1")
        for forwarded in [nil, "", ",", "<script>", String(repeating: "1", count: 46)] {
            #expect(address(near, forwarded) == "10.1.1.1", "\(forwarded ?? "nil")")
        }
    }
}
