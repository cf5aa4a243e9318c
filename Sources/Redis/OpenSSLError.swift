import COpenSSL
import Glibc

/// An entry of OpenSSL's error queue, which each thread has of its own.
struct OpenSSLError {
    private let code: UInt

    /// The oldest entry: the others tell how it was handed on.
    static var first: OpenSSLError { OpenSSLError(code: ERR_peek_error()) }

    /// Nil for an error of another part of OpenSSL than TLS.
    var reasonInTLS: Int32? { ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) : nil }

    var text: String {
        if ERR_GET_LIB(code) == ERR_LIB_SYS {
            return unsafe String(cString: strerror(ERR_GET_REASON(code))).lowercased()
        }
        guard let text = unsafe ERR_reason_error_string(code) else { return "OpenSSL's error \(code)" }
        return unsafe String(cString: text).lowercased()
    }
}
