/// What a request says about who sends it. Every field is what a stranger may have written.
package struct AccessRequest: Sendable {
    /// Whether it only reads: `GET`, `HEAD`.
    package var isSafe: Bool
    package var host: String?
    package var origin: String?
    /// `Sec-Fetch-Site`.
    package var fetchSite: String?
    package var authorization: String?
    /// Every value of `Cookie`.
    package var cookies: [String]
    /// Every value of the header by which a proxy says who asks.
    package var identities: [String]
    /// Of the other end of the connection.
    package var address: String
    /// What proxies say of the one before them; the last word is the nearest proxy's.
    package var forwardedFor: String?

    package init(
        isSafe: Bool, host: String? = nil, origin: String? = nil, fetchSite: String? = nil,
        authorization: String? = nil, cookies: [String] = [], identities: [String] = [], address: String = "",
        forwardedFor: String? = nil
    ) {
        self.isSafe = isSafe
        self.host = host
        self.origin = origin
        self.fetchSite = fetchSite
        self.authorization = authorization
        self.cookies = cookies
        self.identities = identities
        self.address = address
        self.forwardedFor = forwardedFor
    }
}

/// Somebody who was let in.
package struct Visitor: Sendable, Equatable {
    /// Nil on a dashboard that asks nobody.
    package let name: String?
    /// Of the nearest client that is known.
    package let address: String
    /// What each of the visitor's forms must carry; nil for a program that sends a token with each request, which no
    /// foreign page can make a browser do.
    package let formToken: String?
    /// Whether the visitor may do more than look.
    package let mayAct: Bool
    /// Whether it was a login that can be ended.
    package let isSession: Bool
}

/// What becomes of a request.
package enum AccessVerdict: Sendable, Equatable {
    case admitted(Visitor)
    /// Nobody knows yet who asks: show the login, or answer 401 to a program.
    case unknown
    /// 403, with a sentence.
    case refused(String)
    /// 429: too many wrong tokens.
    case limited(seconds: Int)
}
