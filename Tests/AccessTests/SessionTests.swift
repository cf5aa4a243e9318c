import Testing

@testable import Access

@Suite struct SessionTests {
    private let now = 1_800_000_000

    @Test("A cookie says who, for a working day and not a second longer")
    func life() throws {
        let list = try TokenList(text: "a.b \(TokenListTests.ada)", origin: "f")
        let cookie = try #require(Session(of: "a.b", at: now).cookie(signedBy: list))
        for (later, isKnown) in [(0, true), (Session.life, true), (Session.life + 1, false)] {
            #expect((Session(cookie: cookie, of: list, at: now + later)?.name == "a.b") == isKnown, "\(later)")
        }
    }

    @Test("A changed cookie, somebody else's, and one of a token that is gone are no sessions")
    func forged() throws {
        let list = try TokenListTests.list()
        let session = Session(of: "ada", at: now)
        let cookie = try #require(session.cookie(signedBy: list))
        #expect(Session(cookie: cookie, of: list, at: now) == session)
        let bob = try #require(Session(of: "bob", at: now).cookie(signedBy: list))
        #expect(Session(cookie: bob, of: list, at: now)?.name == "bob")
        for position in cookie.indices {
            var changed = cookie
            changed.replaceSubrange(position...position, with: cookie[position] == "0" ? "1" : "0")
            #expect(Session(cookie: changed, of: list, at: now) == nil, "\(changed)")
        }
        let other = cookie.replacing("ada", with: "bob")
        let after = try TokenList(text: "ada \(TokenListTests.bob)", origin: "f")
        // Bob knows what his own sessions are signed with.
        let claimed = try #require(Session(of: "ada", at: now).cookie(signedBy: after))
        for (cookie, list) in [
            (other, list), (claimed, list), (cookie, after), ("", list), ("...", list), ("ada.9.9", list),
            (String(repeating: "a.", count: 400), list), (cookie + ".", list), ("eve" + cookie.dropFirst(3), list),
        ] {
            #expect(Session(cookie: cookie, of: list, at: now) == nil, "\(cookie)")
        }
    }

    @Test("Two sessions of one person have different cookies and different forms")
    func forms() throws {
        let list = try TokenListTests.list()
        let (one, other) = (Session(of: "ada", at: now), Session(of: "ada", at: now))
        #expect(one.cookie(signedBy: list) != other.cookie(signedBy: list))
        #expect(one.formToken(list) != nil && one.formToken(list) != other.formToken(list))
        #expect(one.formToken(list) != one.cookie(signedBy: list)?.split(separator: ".").last.map(String.init))
    }
}
