import JSONBytes

/// The texts of numbers as C++ writes them.
enum LightGBMNumber {
    /// Digits with or without a minus; nil for anything else, and for more than fits an Int.
    static func integer(_ text: ArraySlice<UInt8>) -> Int? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative ? text.dropFirst() : text
        guard (1...18).contains(digits.count) else { return nil }
        var number = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = 10 * number + Int(byte - UInt8(ascii: "0"))
        }
        return isNegative ? -number : number
    }

    /// The Double nearest to the decimal text that is one word of `bytes`, or what the words for infinities and NaN say.
    static func double(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Double? {
        if let (number, end) = DecimalNumber.scan(bytes, from: word.lowerBound) {
            return end == word.upperBound ? number : nil
        }
        guard word.count <= 9 else { return nil }
        var text = ""
        for index in word { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
        switch text.lowercased() {
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        case "nan", "-nan", "+nan": return .nan
        default: return nil
        }
    }
}
