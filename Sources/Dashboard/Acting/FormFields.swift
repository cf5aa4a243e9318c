/// The fields of a form, of which a stranger may have sent any. A name may stand several times.
struct FormFields: Sendable, Equatable {
    /// More are not looked at: a page has fewer.
    static let most = 2_000

    private(set) var pairs: [(name: String, value: String)] = []
    /// There were more fields than are looked at.
    private(set) var isCut = false

    init(_ pairs: [(name: String, value: String)] = []) {
        self.pairs = Array(pairs.prefix(Self.most))
        isCut = pairs.count > Self.most
    }

    /// `application/x-www-form-urlencoded`. What is no UTF-8 becomes U+FFFD.
    init(urlencoded bytes: [UInt8]) {
        let parts = bytes.split(separator: UInt8(ascii: "&"), maxSplits: Self.most)
        isCut = parts.count > Self.most
        for pair in parts.prefix(Self.most) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            pairs.append((QueryText.unescaped(Array(name)), QueryText.unescaped(Array(pair.dropFirst(name.count + 1)))))
        }
    }

    /// The first value of a name.
    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    mutating func append(_ name: String, _ value: String) {
        if pairs.count < Self.most { pairs.append((name, value)) } else { isCut = true }
    }

    static func == (one: FormFields, other: FormFields) -> Bool {
        one.isCut == other.isCut && one.pairs.elementsEqual(other.pairs) { $0 == $1 }
    }
}
