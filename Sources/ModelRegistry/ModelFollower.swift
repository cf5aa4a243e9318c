/// Decides what a worker does about a model: pure, so that every rule can be tested without Redis and without a model.
///
/// The watcher tells it the pointer (`observe`), does what `next` says, tells the outcome (`loaded`, `refused`) and asks
/// again until `next` is `nothing`. A fetch that failed for a reason that may pass is not told: `next` stays the same.
///
/// The rules: what is live gets loaded when its version or checksum differ from what is served. Content that was refused
/// is not tried again, whatever number it has. Who serves a version goes on with it when the live one is refused; who
/// serves none yet tries the version that was live before, then those older than the live one, newest first, 32 in all.
package struct ModelFollower: Sendable {
    /// A version's number and the checksum of its bytes.
    package struct Content: Sendable, Hashable {
        package let version: Int
        package let sha256: String

        package init(version: Int, sha256: String) {
            self.version = version
            self.sha256 = sha256
        }
    }

    package enum Action: Sendable, Equatable {
        case nothing
        /// Fetch it, admit it, swap it in; then call `loaded` or `refused`.
        case load(Content)
        /// Read the versions that are stored, and call `offer`.
        case listVersions
    }

    private struct Refusal {
        let sha256: String
        let reason: String
    }

    /// What is live; nil as long as nothing was published.
    package private(set) var live: ModelPointer?
    /// What the worker scores with.
    package private(set) var served: Content?
    private var refusals: [Refusal] = []
    /// What to serve instead of the live version; nil until it was offered.
    private var fallbacks: [Content]?

    /// Enough that a fleet's history does not return, and bounded whatever is published.
    private static let maximumRefusals = 64
    /// Fewer, so that the refusals of one search are all remembered and the search ends.
    private static let maximumFallbacks = 32

    package init() {}

    /// What to do now.
    package var next: Action {
        guard let live else { return .nothing }
        let wanted = Content(version: live.version, sha256: live.sha256)
        if served == wanted { return .nothing }
        if !isRefused(live.sha256) { return .load(wanted) }
        if served != nil { return .nothing }
        guard let fallbacks else { return .listVersions }
        let candidate = fallbacks.first { !isRefused($0.sha256) }
        return candidate.map { .load($0) } ?? .nothing
    }

    /// The pointer as it is now. Without one, whatever is served stays.
    package mutating func observe(_ pointer: ModelPointer?) {
        if pointer?.generation != live?.generation || pointer?.sha256 != live?.sha256 { fallbacks = nil }
        live = pointer
    }

    /// The versions that are stored, in any order.
    package mutating func offer(_ versions: [ModelVersion]) {
        guard let live else { return }
        let previous = versions.filter { $0.number == live.previous }
        let older = versions.filter { $0.number < live.version && $0.number != live.previous }
            .sorted { $0.number > $1.number }
        fallbacks = (previous + older).prefix(Self.maximumFallbacks).map {
            Content(version: $0.number, sha256: $0.sha256)
        }
    }

    package mutating func loaded(_ content: Content) { served = content }

    /// The reason is one sentence, shown with the state.
    package mutating func refused(_ content: Content, because reason: String) {
        if refusals.count == Self.maximumRefusals { refusals.removeFirst() }
        refusals.append(Refusal(sha256: content.sha256, reason: reason))
    }

    /// What the worker's record says.
    package var state: ModelState {
        if refusal != nil { return .refused }
        return served == nil ? .loading : .ready
    }

    /// Why the live version is not served; nil unless it was refused.
    package var refusal: (version: Int, reason: String)? {
        guard let live, let refusal = refusals.last(where: { $0.sha256 == live.sha256 }) else { return nil }
        return (live.version, refusal.reason)
    }

    private func isRefused(_ sha256: String) -> Bool { refusals.contains { $0.sha256 == sha256 } }
}
