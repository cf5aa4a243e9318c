/// The sources and filters that recipes can name.
public struct DataHooks: Sendable {
    public var sources: [String: any RowSource]
    public var filters: [String: any RowFilter]

    public init(sources: [String: any RowSource] = [:], filters: [String: any RowFilter] = [:]) {
        self.sources = sources
        self.filters = filters
    }
}
