import JSONBytes

/// How an id stands in a JSON document.
enum IDText {
    /// With its quotes, as most writers put it: only what must be escaped, or everything beyond ASCII as well.
    static func forms(of id: String) -> [[UInt8]] {
        var writer = JSONWriter()
        writer.write(id)
        let plain = writer.bytes
        if plain.allSatisfy({ $0 < 0x80 }) { return [plain] }
        return [plain, escaped(plain, isUpper: false), escaped(plain, isUpper: true)]
    }

    private static func escaped(_ plain: [UInt8], isUpper: Bool) -> [UInt8] {
        var text = ""
        for scalar in String(decoding: plain, as: UTF8.self).unicodeScalars {
            guard !scalar.isASCII else {
                text.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16, uppercase: isUpper)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return Array(text.utf8)
    }
}
