import Drawing
import HTTPTypes
import Hummingbird
import JSONBytes
import NIOCore

/// Responses with the headers that every one of them needs.
enum Answer {
    /// Nothing but our own files, no frame around us, no form that leads elsewhere.
    private static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    static func page(_ markup: Markup, status: HTTPResponse.Status = .ok) -> Response {
        text(markup.text, status: status, type: "text/html; charset=utf-8")
    }

    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        text(value.line, status: status, type: "application/json")
    }

    static func text(
        _ body: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(status: status, headers: headers(type), body: .init(byteBuffer: ByteBuffer(string: body)))
    }

    static func asset(_ asset: Asset) -> Response {
        var headers = headers(asset.type)
        headers[.cacheControl] = "public, max-age=31536000, immutable"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }

    static func redirect(to path: String) -> Response {
        var headers = headers("text/plain; charset=utf-8")
        headers[.location] = path
        return Response(status: .seeOther, headers: headers)
    }

    static func stream(_ body: ResponseBody) -> Response {
        var headers = headers("text/event-stream")
        // Proxies must pass each event on when it comes.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        return Response(status: .ok, headers: headers, body: body)
    }

    private static func headers(_ type: String) -> HTTPFields {
        var headers: HTTPFields = [
            .contentType: type, .cacheControl: "no-store", .contentSecurityPolicy: policy,
            .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in [
            ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
        ] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return headers
    }
}
