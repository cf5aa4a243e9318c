extension Float {
    /// The Float nearest to a decimal text whose nearest Double is known.
    ///
    /// Rounding twice is wrong where the Double lies halfway between two Floats and the text does not; only there the text
    /// is read again.
    init(decimal text: Span<UInt8>, nearest double: Double) {
        let once = Float(double)
        let isHalfway = double.bitPattern & 0x1FFF_FFFF == 0x1000_0000
        guard double.isFinite, isHalfway || double.magnitude < Double(Float.leastNormalMagnitude) else {
            self = once
            return
        }
        var bytes: [UInt8] = []
        for index in text.indices { bytes.append(text[index]) }
        self = Float(String(decoding: bytes, as: UTF8.self)) ?? once
    }
}
