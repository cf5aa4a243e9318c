/// Names that no one else has.
enum RandomName {
    /// `count` hexadecimal digits of the system's random numbers.
    static func hexadecimal(_ count: Int) -> String {
        let digits = Array("0123456789abcdef")
        return String((0..<count).map { _ in digits[Int.random(in: 0..<16)] })
    }

    /// A random UUID (RFC 9562, version 4) in lower case.
    static func uuid() -> String {
        let digits = Array(hexadecimal(32))
        let variant = ["8", "9", "a", "b"].randomElement() ?? "8"
        return String(digits[0..<8]) + "-" + String(digits[8..<12]) + "-4" + String(digits[13..<16]) + "-" + variant
            + String(digits[17..<20]) + "-" + String(digits[20..<32])
    }
}
