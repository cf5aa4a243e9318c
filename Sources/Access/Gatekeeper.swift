import Checksum

/// Decides who may look and who may act. Holds no connection and no clock. Any thread.
package final class Gatekeeper: Sendable {
    package enum Identity: Sendable {
        /// Nobody is asked; nobody may act.
        case nobody
        case tokens(TokenList)
        /// A proxy in front says it in this header, and takes away what others write there.
        case header(String)
    }

    package static let cookieName = "scoreline_session"
    private static let identityLength = 128

    package let identity: Identity
    package let allowsActions: Bool
    private let listensOnLoopback: Bool
    private let trustsProxy: Bool
    private let hosts: Set<String>
    private let onClosing: @Sendable (String) -> Void
    private let failures = FailureLimit()
    private let ended = EndedSessions()
    /// For forms of visitors whom a proxy names.
    private let formKey = (0..<32).map { _ in UInt8.random(in: .min ... .max) }

    /// `address` is the one that is listened on. `hosts` are the names by which browsers reach it; when there are none,
    /// loopback's names on loopback and every name elsewhere. `onClosing` is told, in a sentence, when wrong tokens shut
    /// somebody out, which happens a few times a minute at most.
    package init(
        identity: Identity, allowsActions: Bool, address: String, trustsProxy: Bool = false, hosts: [String] = [],
        onClosing: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(AccessError) {
        let isLoopback = Authority(address.contains(":") ? "[\(address)]" : address)?.isLoopback ?? false
        if case .nobody = identity, allowsActions {
            throw AccessError(
                "--allow-actions must know who acts: give --token-file, or --identity-header behind a proxy that logs in"
            )
        }
        if case .header = identity, !isLoopback, !trustsProxy {
            throw AccessError(
                "--identity-header believes whoever reaches \(address): listen on 127.0.0.1 beside the proxy, or say"
                    + " --trust-proxy where nothing but the proxy can reach it")
        }
        self.identity = identity
        self.allowsActions = allowsActions
        self.onClosing = onClosing
        listensOnLoopback = isLoopback
        self.trustsProxy = trustsProxy || isLoopback
        self.hosts = Set(hosts.map { $0.lowercased() })
    }

    /// The header that a proxy writes who asks into; nil where none does.
    package var identityHeader: String? { if case .header(let name) = identity { name } else { nil } }

    /// Judges a request before anything is done. `now` is in seconds since 1970.
    package func judge(_ request: AccessRequest, at now: Int) -> AccessVerdict {
        if let reason = stranger(request.host) { return .refused(reason) }
        switch identity {
        case .nobody:
            return .admitted(
                Visitor(name: nil, address: address(request), formToken: nil, mayAct: false, isSession: false))
        case .header(let header): return judgeForwarded(request, header)
        case .tokens(let tokens): return judge(request, tokens, at: now)
        }
    }

    /// Why nobody may change anything.
    package static let onlyShows = "this dashboard only shows; start it with --allow-actions"

    /// Whether a request that changes something comes from a page of this dashboard, and with the visitor's own form;
    /// nil, or why not. A program with a token needs neither.
    package func objection(
        to request: AccessRequest, by visitor: Visitor, formToken: String?
    ) -> String? {
        guard visitor.mayAct else { return Self.onlyShows }
        return objection(toForm: request, of: visitor, formToken: formToken)
    }

    /// The same for what changes nothing but the visitor's own session.
    package func objection(toForm request: AccessRequest, of visitor: Visitor, formToken: String?) -> String? {
        guard let expected = visitor.formToken else { return nil }
        if let reason = foreignOrigin(request) { return reason }
        guard let formToken, SecretComparison.areEqual(Array(formToken.utf8), Array(expected.utf8)) else {
            return "the form is not this session's, or outdated: open the page again"
        }
        return nil
    }

    // MARK: Login

    package enum Login: Sendable, Equatable {
        /// The value of `Set-Cookie`.
        case done(cookie: String)
        case wrong
        case refused(String)
        case limited(seconds: Int)
    }

    package func logIn(_ request: AccessRequest, token: String, at now: Int) -> Login {
        guard case .tokens(let tokens) = identity else { return .refused("this dashboard has no login") }
        if let reason = stranger(request.host) ?? foreignOrigin(request) { return .refused(reason) }
        switch holder(ofToken: token, tokens, address(request)) {
        case .success(let name?):
            let session = Session(of: name, at: now)
            guard let cookie = session.cookie(signedBy: tokens) else { return .wrong }
            let isSecure = request.origin?.hasPrefix("https://") == true
            return .done(cookie: Self.setCookie(cookie, life: Session.life, isSecure: isSecure))
        case .success(nil): return .wrong
        case .failure(let wait): return .limited(seconds: wait.seconds)
        }
    }

    /// Ends the sessions whose cookies the request has: a copy of one lets nobody in any more. Gives the value of `Set-Cookie`
    /// that takes it away from the browser.
    package func logOut(_ request: AccessRequest, at now: Int) -> String {
        if case .tokens(let tokens) = identity {
            for value in Self.sessionCookies(request.cookies) {
                if let session = Session(cookie: value, of: tokens, at: now) { ended.add(session, at: now) }
            }
        }
        return Self.loggedOut
    }

    private static let loggedOut = setCookie("", life: 0, isSecure: false)

    private static func setCookie(_ value: String, life: Int, isSecure: Bool) -> String {
        "\(cookieName)=\(value); Path=/; Max-Age=\(life); HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
    }

    // MARK: Rules

    private func judgeForwarded(_ request: AccessRequest, _ header: String) -> AccessVerdict {
        guard request.identities.count <= 1 else {
            return .refused("\(header) stands twice: the proxy must replace it")
        }
        guard let name = request.identities.first?.trimmed, !name.isEmpty else {
            return .refused("the proxy in front does not say who asks: \(header) is missing")
        }
        guard name.utf8.count <= Self.identityLength,
            !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return .refused("\(header) holds no name of 1 to \(Self.identityLength) bytes") }
        let token = SHA256.hex(digest: SHA256.authentication(of: Array(name.utf8), key: formKey))
        return .admitted(
            Visitor(
                name: name, address: address(request), formToken: token, mayAct: allowsActions,
                isSession: false))
    }

    private func judge(_ request: AccessRequest, _ tokens: TokenList, at now: Int) -> AccessVerdict {
        if let given = request.authorization {
            guard let token = Self.bearer(given) else { return .unknown }
            switch holder(ofToken: token, tokens, address(request)) {
            case .success(let name?):
                return .admitted(
                    Visitor(
                        name: name, address: address(request), formToken: nil, mayAct: allowsActions,
                        isSession: false))
            case .success(nil): return .unknown
            case .failure(let wait): return .limited(seconds: wait.seconds)
            }
        }
        // A browser may hold cookies of other paths under the same name.
        for value in Self.sessionCookies(request.cookies) {
            guard let session = Session(cookie: value, of: tokens, at: now), !ended.contains(session),
                let form = session.formToken(tokens)
            else { continue }
            return .admitted(
                Visitor(
                    name: session.name, address: address(request), formToken: form, mayAct: allowsActions,
                    isSession: true))
        }
        return .unknown
    }

    private struct Wait: Error {
        let seconds: Int
    }

    private func holder(
        ofToken token: String, _ tokens: TokenList, _ address: String
    ) -> Result<String?, Wait> {
        if let wait = failures.wait(for: address) {
            return .failure(Wait(seconds: max(1, Int((wait / .seconds(1)).rounded(.up)))))
        }
        let name = tokens.holder(ofToken: token)
        if name == nil {
            switch failures.note(address) {
            case .address: onClosing("too many wrong tokens from \(address): no more are looked at for up to a minute")
            case .everybody:
                onClosing("too many wrong tokens, the last from \(address): nobody's are looked at for up to a minute")
            case nil: break
            }
        }
        return .success(name)
    }

    /// Why the name by which the server was reached is none of its own: a page of that name could read what it answers.
    private func stranger(_ host: String?) -> String? {
        guard !hosts.isEmpty || listensOnLoopback else { return nil }
        guard let host, let authority = Authority(host) else { return "the request names no host" }
        if hosts.contains(authority.host) || (listensOnLoopback && authority.isLoopback) { return nil }
        return "this dashboard is not \(authority.host): name it by --host"
    }

    private func foreignOrigin(_ request: AccessRequest) -> String? {
        if let site = request.fetchSite, site != "same-origin" {
            return "the request comes from another site"
        }
        guard let origin = request.origin else {
            return "the request does not say which page it comes from: Origin is missing"
        }
        guard let host = request.host, let authority = Authority(host), authority.isOrigin(origin) else {
            return "the request comes from a page of another server"
        }
        return nil
    }

    private func address(_ request: AccessRequest) -> String {
        guard trustsProxy, let nearest = request.forwardedFor?.split(separator: ",").last else {
            return request.address
        }
        let text = String(nearest).trimmed
        // Shown and kept with what was done: an address, nothing else.
        let isAddress =
            (2...45).contains(text.utf8.count)
            && text.allSatisfy { $0.isHexDigit || $0 == "." || $0 == ":" }
        return isAddress ? text : request.address
    }

    private static func bearer(_ authorization: String) -> String? {
        let words = authorization.split(separator: " ")
        return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : nil
    }

    private static let mostCookies = 50

    private static func sessionCookies(_ headers: [String]) -> [String] {
        headers.flatMap { $0.split(separator: ";").prefix(mostCookies) }.compactMap { pair in
            let text = String(pair).trimmed
            return text.hasPrefix(cookieName + "=") ? String(text.dropFirst(cookieName.count + 1)) : nil
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
