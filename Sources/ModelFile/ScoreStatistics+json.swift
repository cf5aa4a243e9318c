import JSONBytes
import ScoringModel

extension BinnedCounts {
    init(_ field: ManifestField) throws(ModelFileError) {
        try field.requireMembers(["edges", "codes", "counts"])
        let bins: Bins
        switch (field.optional("edges"), field.optional("codes")) {
        case (let edges?, nil):
            var numbers: [Float] = []
            for edge in try edges.elements() { numbers.append(try edge.float()) }
            bins = .edges(numbers)
        case (nil, let codes?): bins = .codes(try codes.integers())
        default: throw field.error("expected either the field edges or the field codes")
        }
        self.init(bins: bins, counts: try field["counts"].integers())
    }

    var json: JSONValue {
        let bins: JSONValue.Member =
            switch bins {
            case .edges(let edges): .init("edges", .array(edges.map { .float($0) }))
            case .codes(let codes): .init("codes", .integers(codes))
            }
        return .object([bins, .init("counts", .integers(counts))])
    }
}

extension ScoreStatistics {
    init(_ field: ManifestField) throws(ModelFileError) {
        try field.requireMembers(["count", "histogram", "labels"])
        self.init(
            count: try field["count"].integer(),
            histogram: try field.optional("histogram").map { field throws(ModelFileError) in try BinnedCounts(field) },
            labels: try field.optional("labels")?.integers() ?? [])
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [.init("count", .integer(count))]
        if let histogram { members.append(.init("histogram", histogram.json)) }
        if !labels.isEmpty { members.append(.init("labels", .integers(labels))) }
        return .object(members)
    }
}

extension ManifestField {
    fileprivate func integers() throws(ModelFileError) -> [Int] {
        var numbers: [Int] = []
        for element in try elements() { numbers.append(try element.integer()) }
        return numbers
    }
}

extension JSONValue {
    fileprivate static func integers(_ numbers: [Int]) -> JSONValue { .array(numbers.map { .integer($0) }) }
}
