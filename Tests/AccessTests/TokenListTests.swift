import Testing

@testable import Access

@Suite struct TokenListTests {
    static let ada = String(repeating: "a", count: 32)
    static let bob = String(repeating: "b", count: 32)

    static func list() throws -> TokenList { try TokenList(text: "ada \(ada)\n# gone\n\nbob \(bob)\n", origin: "f") }

    @Test("Each holder is known by the own token, and by nothing that is only like it")
    func holders() throws {
        let list = try Self.list()
        #expect(list.holder(ofToken: Self.ada) == "ada" && list.holder(ofToken: Self.bob) == "bob")
        for token in ["", "a", Self.ada + "a", String(Self.ada.dropLast()), Self.ada.uppercased(), "ada"] {
            #expect(list.holder(ofToken: token) == nil, "\(token)")
        }
        #expect(list.key(ofHolder: "ada") != list.key(ofHolder: "bob") && list.key(ofHolder: "eve") == nil)
    }

    @Test("A token alone belongs to the operator; line ends of any system will do")
    func alone() throws {
        let list = try TokenList(text: Self.ada + "\r\n", origin: "f")
        #expect(list.holder(ofToken: Self.ada) == "operator")
    }

    static let refusals: [(text: String, reason: String)] = [
        ("", "f holds no token"), ("# only words\n", "f holds no token"),
        ("ada short\n", "f, line 1: a token has 20 to 512"), ("ada \(ada)é\n", "f, line 1: a token has"),
        ("\nada b \(ada)\n", "f, line 2: expected NAME TOKEN, found 3 words"),
        ("a/b \(ada)\n", "f, line 1: a name has"), ("ada \(ada)\nada \(bob)\n", "f, line 2: the name ada stands twice"),
        (String(repeating: "n", count: 65) + " " + ada, "f, line 1: a name has"),
        ("ada " + String(repeating: "x", count: 513), "f, line 1: a token has"),
    ]

    @Test(
        "A file that lets nobody in, or somebody by a guess, is refused by line and without its tokens",
        arguments: refusals)
    func refused(text: String, reason: String) throws {
        let error = try #require(throws: AccessError.self) { try TokenList(text: text, origin: "f") }
        #expect(error.description.contains(reason), "\(error)")
        #expect(!error.description.contains(Self.ada))
    }

    @Test("A file that is not there is named")
    func missing() throws {
        let error = try #require(throws: AccessError.self) { try TokenList(file: "/nowhere/tokens") }
        #expect(error.description.contains("/nowhere/tokens"))
    }
}
