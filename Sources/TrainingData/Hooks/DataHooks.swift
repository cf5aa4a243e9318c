/// The sources and filters that recipes can name.
public struct DataHooks: Sendable {
    /// By the name in `data: {source: NAME}`.
    public var sources: [String: any RowSource]
    /// By the name in `data: {filters: [NAME]}`.
    public var filters: [String: any RowFilter]

    /// None, unless they are given.
    public init(sources: [String: any RowSource] = [:], filters: [String: any RowFilter] = [:]) {
        self.sources = sources
        self.filters = filters
    }
}
