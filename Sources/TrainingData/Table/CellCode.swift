import JSONBytes

/// One cell of a column in an integer that gives back its very text.
///
/// A plain decimal number, such as `-12.50`, is its digits (`-1250`) and how many of them stand behind the point (2).
/// Every other text is an index into the column's texts. Most tables' numbers have so few digits that 32 bits hold them.
struct CellCode: Equatable, Hashable {
    private static let scaleBits = 5
    private static let textMark = 31
    /// Digits and scale of a code in 32 bits; `textMark` is all ones there, too.
    private static let narrowBits = 4
    private static let narrowMark = 15

    /// The mantissa above, its scale or `textMark` in the lowest five bits.
    let bits: Int64

    static let missing = CellCode(bits: .min)

    init(bits: Int64) { self.bits = bits }

    private init(mantissa: Int64, scale: Int) { bits = mantissa << Self.scaleBits | Int64(scale) }

    init(text index: Int) { self.init(mantissa: Int64(index), scale: Self.textMark) }

    var isMissing: Bool { bits == .min }
    var isText: Bool { Int(truncatingIfNeeded: bits) & Self.textMark == Self.textMark }
    var mantissa: Int64 { bits >> Self.scaleBits }
    var scale: Int { Int(truncatingIfNeeded: bits) & Self.textMark }
    /// Of a text.
    var index: Int { Int(mantissa) }

    // MARK: 32 bits

    /// Nil when it takes more.
    @inline(__always)
    var narrow: Int32? {
        if isMissing { return .min }
        let mantissa = mantissa
        guard mantissa > -1 << 27, mantissa < 1 << 27 else { return nil }
        if isText { return Int32(truncatingIfNeeded: mantissa << Self.narrowBits) | Int32(Self.narrowMark) }
        let scale = scale
        guard scale < Self.narrowMark else { return nil }
        return Int32(truncatingIfNeeded: mantissa << Self.narrowBits) | Int32(truncatingIfNeeded: scale)
    }

    @inline(__always)
    init(narrow: Int32) {
        if narrow == .min {
            self = .missing
            return
        }
        let scale = Int(narrow) & Self.narrowMark
        self.init(mantissa: Int64(narrow >> Self.narrowBits), scale: scale == Self.narrowMark ? Self.textMark : scale)
    }

    // MARK: Decimal numbers

    /// The code of a plain decimal number of at most 18 digits: `0`, `-3`, `1.50`; nil for `+1`, `01`, `.5`, `5.`, `-0`,
    /// `1e3` and every other text.
    @inline(__always)
    init?(decimal text: Span<UInt8>) {
        let count = text.count
        guard count > 0, count <= 20 else { return nil }
        let isNegative = text[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        var point = count
        var mantissa: UInt64 = 0
        var index = start
        while index < count {
            let digit = text[index] &- UInt8(ascii: "0")
            if digit < 10 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
            } else if digit == UInt8(ascii: ".") &- UInt8(ascii: "0"), point == count {
                point = index
            } else {
                return nil
            }
            index += 1
        }
        let whole = point - start
        let fraction = point == count ? 0 : count - point - 1
        guard whole > 0, point == count || fraction > 0, whole == 1 || text[start] != UInt8(ascii: "0"),
            whole + fraction <= 18, mantissa < 1 << 58, !isNegative || mantissa > 0
        else { return nil }
        self.init(mantissa: isNegative ? -Int64(mantissa) : Int64(mantissa), scale: fraction)
    }

    /// Appends the text of a number.
    func appendDecimal(to bytes: inout [UInt8]) {
        let scale = scale
        var rest = mantissa.magnitude
        let start = bytes.count
        var digits = 0
        // From the last digit to the first.
        repeat {
            if digits == scale, scale > 0 { bytes.append(UInt8(ascii: ".")) }
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
            digits += 1
        } while rest > 0 || digits <= scale
        if mantissa < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes[start...].reverse()
    }

    /// The correctly rounded value of a number.
    @inline(__always)
    var number: Double {
        let mantissa = mantissa
        if mantissa.magnitude <= 1 << 53 {
            return scale == 0 ? Double(mantissa) : Double(mantissa) / Self.powers[scale]
        }
        return slowNumber
    }

    private var slowNumber: Double {
        var bytes: [UInt8] = []
        appendDecimal(to: &bytes)
        return DecimalNumber.parse(bytes.span) ?? .nan
    }

    /// Exact up to 10²², which no scale exceeds: the quotient of two exact numbers is correctly rounded (Clinger, 1990).
    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    ]
}
