import JSONBytes
import ScoringModel

/// The safetensors container of a model file, taken apart: every length, type, shape and offset is checked, no tensor is
/// read.
///
///     8 bytes   length of the header, little-endian
///     header    JSON: `__metadata__`, and per tensor dtype, shape and data_offsets; may end in spaces
///     data      the tensors without holes, to the last byte of the file
struct Container {
    struct Tensor {
        var type: TensorType
        var shape: [Int]
        /// Counted from the start of the file.
        var range: Range<Int>
    }

    static let format = "scoreline-model/1"
    /// Far above what manifests need; bounds what parsing a hostile one takes.
    static let maximumHeaderLength = 8 << 20

    /// JSON.
    let manifest: [UInt8]
    /// As the file states it; not compared with the content yet.
    let sha256: String
    let tensors: [TensorName: Tensor]
    /// Where the data section lies in the file.
    let data: Range<Int>

    /// What it holds, which the tensor that only one kind has says.
    var kind: PredictorKind {
        tensors[.linearWeights] != nil ? .linear : tensors[.pipelineColumns] != nil ? .pipeline : .trees
    }

    init(_ bytes: [UInt8]) throws(ModelFileError) {
        let length = try Self.headerLength(bytes)
        let start = 8 + length
        guard start <= bytes.count else {
            throw ModelFileError("the header says it has \(length) bytes, but the file ends after \(bytes.count - 8)")
        }
        data = start..<bytes.count
        let header = try Self.readHeader(bytes.span.extracting(8..<start), dataLength: bytes.count - start)
        (manifest, sha256) = try Self.contents(of: header.metadata)
        tensors = try Self.place(header.tensors, in: data)
        for name in TensorName.allCases where name != .source {
            let presence = name.presence(in: kind)
            guard presence != .foreign || tensors[name] == nil else {
                throw ModelFileError(
                    "the tensor \(name.rawValue) does not belong to a model of the kind \(kind.rawValue)"
                )
            }
            guard presence != .required || tensors[name] != nil else {
                throw ModelFileError("the tensor \(name.rawValue) is absent")
            }
        }
    }

    // MARK: Header

    /// Of a file of which the first 8 bytes are here.
    static func headerLength(_ bytes: [UInt8]) throws(ModelFileError) -> Int {
        guard bytes.count >= 8 else {
            throw ModelFileError("the file has \(bytes.count) bytes, which is no safetensors file")
        }
        let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
        guard length <= maximumHeaderLength else {
            throw ModelFileError(
                "it is no model file, or a damaged one: the header says it has \(length) bytes, expected at most "
                    + "\(maximumHeaderLength)")
        }
        return Int(length)
    }

    /// The manifest of a header whose data is not here.
    static func manifest(ofHeader bytes: Span<UInt8>) throws(ModelFileError) -> [UInt8] {
        try contents(of: readHeader(bytes, dataLength: .max).metadata).manifest
    }

    private struct Metadata {
        var format: String?
        var manifest: [UInt8]?
        var sha256: String?
    }

    private static func contents(
        of metadata: Metadata?
    ) throws(ModelFileError) -> (manifest: [UInt8], sha256: String) {
        guard let metadata else { throw ModelFileError("the header has no __metadata__") }
        guard metadata.format == format else {
            throw ModelFileError(
                "__metadata__.format is \(metadata.format.map { "\"\($0.prefix(64))\"" } ?? "absent"), expected \"\(format)\""
            )
        }
        guard let manifest = metadata.manifest else { throw ModelFileError("__metadata__.manifest is absent") }
        guard let sha256 = metadata.sha256 else { throw ModelFileError("__metadata__.sha256 is absent") }
        return (manifest, sha256)
    }

    private struct Header {
        var metadata: Metadata?
        /// Ranges count from the start of the data section.
        var tensors: [TensorName: Tensor] = [:]
    }

    private static func readHeader(_ bytes: Span<UInt8>, dataLength: Int) throws(ModelFileError) -> Header {
        var header = Header()
        do throws(JSONError) {
            var reader = JSONReader(bytes, maximumDepth: 4)
            try reader.beginObject()
            while try reader.nextKey() {
                let name = reader.stringValue
                if name == "__metadata__" {
                    guard header.metadata == nil else { throw reader.error("__metadata__ stands twice") }
                    header.metadata = try readMetadata(&reader)
                    continue
                }
                guard let tensor = TensorName(rawValue: name) else {
                    throw reader.error("the tensor \(name.prefix(64)) does not belong to a model file")
                }
                guard header.tensors[tensor] == nil else { throw reader.error("the tensor \(name) stands twice") }
                header.tensors[tensor] = try readTensor(tensor, &reader, dataLength)
            }
            try reader.end()
        } catch {
            throw ModelFileError("the header, \(error)")
        }
        return header
    }

    private static func readMetadata(_ reader: inout JSONReader) throws(JSONError) -> Metadata {
        var metadata = Metadata()
        try reader.beginObject()
        while try reader.nextKey() {
            let name = reader.stringValue
            try reader.readString()
            switch name {
            case "format" where metadata.format == nil: metadata.format = reader.stringValue
            case "manifest" where metadata.manifest == nil: metadata.manifest = Array(reader.stringValue.utf8)
            case "sha256" where metadata.sha256 == nil: metadata.sha256 = reader.stringValue
            case "format", "manifest", "sha256": throw reader.error("__metadata__.\(name) stands twice")
            default: throw reader.error("__metadata__.\(name.prefix(64)) is unknown")
            }
        }
        return metadata
    }

    private static func readTensor(
        _ name: TensorName, _ reader: inout JSONReader, _ dataLength: Int
    ) throws(JSONError) -> Tensor {
        var type: String?
        var shape: [Int]?
        var offsets: [Int]?
        try reader.beginObject()
        while try reader.nextKey() {
            switch reader.stringValue {
            case "dtype" where type == nil:
                try reader.readString()
                type = reader.stringValue
            case "shape" where shape == nil: shape = try readIntegers(&reader, name.rank, "\(name.rawValue).shape")
            case "data_offsets" where offsets == nil:
                offsets = try readIntegers(&reader, 2, "\(name.rawValue).data_offsets")
            case "dtype", "shape", "data_offsets":
                throw reader.error("\(name.rawValue).\(reader.stringValue) stands twice")
            default: throw reader.error("\(name.rawValue).\(reader.stringValue.prefix(64)) is unknown")
            }
        }
        guard let type, let shape, let offsets else {
            throw reader.error("\(name.rawValue) lacks its dtype, shape or data_offsets")
        }
        guard let element = TensorType(rawValue: type), name.canBe(element) else {
            let expected = name.type(.float32).rawValue
            throw reader.error("\(name.rawValue).dtype is \"\(type.prefix(16))\", expected \"\(expected)\"")
        }
        guard offsets[0] <= offsets[1], offsets[1] <= dataLength else {
            throw reader.error("\(name.rawValue).data_offsets are \(offsets), outside the \(dataLength) bytes of data")
        }
        var size = element.byteCount
        for extent in shape {
            let (product, isTooLarge) = size.multipliedReportingOverflow(by: extent)
            guard !isTooLarge else { throw reader.error("\(name.rawValue).shape \(shape) is too large") }
            size = product
        }
        guard size == offsets[1] - offsets[0] else {
            throw reader.error(
                "\(name.rawValue) has \(offsets[1] - offsets[0]) bytes, but its shape \(shape) takes \(size)")
        }
        return Tensor(type: element, shape: shape, range: offsets[0]..<offsets[1])
    }

    /// Exactly `count` integers from 0.
    private static func readIntegers(
        _ reader: inout JSONReader, _ count: Int, _ what: String
    ) throws(JSONError) -> [Int] {
        var integers: [Int] = []
        try reader.beginArray()
        while try reader.nextElement() {
            let integer = try reader.readInteger()
            guard integer >= 0, integers.count < count else {
                throw reader.error("\(what) must be \(count) numbers from 0")
            }
            integers.append(integer)
        }
        guard integers.count == count else { throw reader.error("\(what) must be \(count) numbers from 0") }
        return integers
    }

    // MARK: Data

    /// The tensors with ranges of the file; they must fill the data section, one directly after the other.
    private static func place(
        _ tensors: [TensorName: Tensor], in data: Range<Int>
    ) throws(ModelFileError) -> [TensorName: Tensor] {
        let ordered = tensors.sorted { left, right in
            (left.value.range.lowerBound, left.value.range.upperBound)
                < (right.value.range.lowerBound, right.value.range.upperBound)
        }
        var end = 0
        var placed: [TensorName: Tensor] = [:]
        for (name, tensor) in ordered {
            guard tensor.range.lowerBound >= end else {
                throw ModelFileError("the tensor \(name.rawValue) overlaps the one before it, which ends at \(end)")
            }
            guard tensor.range.lowerBound == end else {
                throw ModelFileError("a hole before the tensor \(name.rawValue): nothing has the bytes from \(end)")
            }
            end = tensor.range.upperBound
            placed[name] = Tensor(
                type: tensor.type, shape: tensor.shape,
                range: data.lowerBound + tensor.range.lowerBound..<data.lowerBound + tensor.range.upperBound)
        }
        guard end == data.count else {
            throw ModelFileError("\(data.count - end) bytes follow the last tensor")
        }
        return placed
    }
}

extension JSONReader {
    fileprivate func error(_ problem: String) -> JSONError { JSONError(byte: position, problem) }
}
