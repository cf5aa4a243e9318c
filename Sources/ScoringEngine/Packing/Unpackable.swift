/// Why an ensemble can't be packed for the block scorer, in a clause that follows "because".
struct Unpackable: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}
