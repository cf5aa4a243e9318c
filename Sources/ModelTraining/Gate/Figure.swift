import Glibc
import JSONBytes

/// A figure in a sentence.
enum Figure {
    /// Six digits: enough to tell a value from the bound that it missed.
    static func text(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return DecimalNumber.shortest(value) }
        let scale = pow(10, 5 - floor(log10(value.magnitude)))
        return DecimalNumber.shortest(scale.isNormal ? (value * scale).rounded() / scale : value)
    }
}
