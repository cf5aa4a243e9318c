/// What a worker reports about one model. `docs/operations.md` has the table.
package enum ModelState: String, Sendable, Equatable, CaseIterable {
    /// No version is loaded yet.
    case loading = "LOADING"
    /// It serves the live version, or is about to.
    case ready = "READY"
    /// The live version did not pass the gate; it serves another one, if any.
    case refused = "REFUSED"
}
