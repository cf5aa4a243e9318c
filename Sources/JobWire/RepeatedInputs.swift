/// The `inputs` of a job of the binary form as they were read: the jobs of one producer differ in their ids and in what stands
/// behind the header, so that most need not be read again.
struct RepeatedInputs {
    /// A text of more is read every time. A model of a thousand features, each with a tensor of its own, fits.
    private static let maximumBytes = 1 << 17

    /// Empty when none is kept.
    private(set) var text: [UInt8] = []
    private(set) var tensors: [Tensor] = []

    /// Keeps an array whose tensors were accepted, unless one has its values in it.
    mutating func keep(_ source: Span<UInt8>, _ tensors: [Tensor]) {
        guard source.count <= Self.maximumBytes, tensors.allSatisfy({ $0.data == nil }) else { return }
        text.removeAll(keepingCapacity: true)
        for index in source.indices { text.append(source[index]) }
        self.tensors = tensors
    }

    mutating func forget() { text.removeAll(keepingCapacity: true) }
}
