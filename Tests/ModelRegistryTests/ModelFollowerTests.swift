import ModelRegistry
import Testing

@Suite struct ModelFollowerTests {
    private func pointer(_ version: Int, _ sha256: String, previous: Int? = nil, generation: Int) -> ModelPointer {
        ModelPointer(
            version: version, previous: previous, lastVersion: max(version, previous ?? 0), generation: generation,
            sha256: sha256, publishedAt: 0, publishedBy: "test")
    }

    private func content(_ version: Int, _ sha256: String) -> ModelFollower.Content {
        ModelFollower.Content(version: version, sha256: sha256)
    }

    private func stored(_ contents: (Int, String)...) -> [ModelVersion] {
        contents.map { ModelVersion(number: $0.0, sha256: $0.1, publishedAt: 0, byteCount: 1) }
    }

    @Test("Without any model it waits")
    func none() {
        var follower = ModelFollower()
        #expect(follower.next == .nothing && follower.state == .loading)
        follower.observe(nil)
        #expect(follower.next == .nothing && follower.state == .loading && follower.refusal == nil)
    }

    @Test("It loads the live version and then does nothing")
    func first() {
        var follower = ModelFollower()
        follower.observe(pointer(1, "a", generation: 1))
        #expect(follower.next == .load(content(1, "a")) && follower.state == .loading)
        follower.loaded(content(1, "a"))
        #expect(follower.next == .nothing && follower.state == .ready)
        follower.observe(pointer(1, "a", generation: 1))
        #expect(follower.next == .nothing)
    }

    @Test("A load whose outcome is not told is asked for again")
    func again() {
        var follower = ModelFollower()
        follower.observe(pointer(1, "a", generation: 1))
        #expect(follower.next == .load(content(1, "a")))
        follower.observe(pointer(1, "a", generation: 1))
        #expect(follower.next == .load(content(1, "a")))
    }

    @Test("A newer, an older and a replaced version are loaded alike")
    func differs() {
        for live in [pointer(3, "c", generation: 9), pointer(1, "z", generation: 9), pointer(2, "x", generation: 1)] {
            var follower = ModelFollower()
            follower.observe(pointer(2, "b", generation: 5))
            follower.loaded(content(2, "b"))
            follower.observe(live)
            #expect(follower.next == .load(content(live.version, live.sha256)))
            #expect(follower.state == .ready)
        }
    }

    @Test("The same bytes under a new number are loaded, so that results name the number")
    func renumbered() {
        var follower = ModelFollower()
        follower.observe(pointer(1, "a", generation: 1))
        follower.loaded(content(1, "a"))
        follower.observe(pointer(2, "a", previous: 1, generation: 2))
        #expect(follower.next == .load(content(2, "a")))
    }

    @Test("A pointer that went away and came back needs no second load")
    func back() {
        var follower = ModelFollower()
        follower.observe(pointer(1, "a", generation: 1))
        follower.loaded(content(1, "a"))
        follower.observe(pointer(1, "a", previous: 2, generation: 3))
        #expect(follower.next == .nothing && follower.live?.generation == 3 && follower.state == .ready)
        follower.observe(nil)
        #expect(follower.next == .nothing && follower.served == content(1, "a") && follower.state == .ready)
    }

    @Test("Who serves a version goes on with it when the live one is refused, and does not try that again")
    func refusedWhileServing() {
        var follower = ModelFollower()
        follower.observe(pointer(1, "a", generation: 1))
        follower.loaded(content(1, "a"))
        follower.observe(pointer(2, "bad", previous: 1, generation: 2))
        follower.refused(content(2, "bad"), because: "tree 7 has a cycle")
        #expect(follower.next == .nothing && follower.served == content(1, "a") && follower.state == .refused)
        #expect(follower.refusal?.version == 2 && follower.refusal?.reason == "tree 7 has a cycle")
        follower.observe(pointer(2, "bad", previous: 1, generation: 2))
        #expect(follower.next == .nothing)
    }

    @Test("Refused content is not tried again under another number; other content is")
    func contentCounts() {
        var follower = ModelFollower()
        follower.observe(pointer(1, "a", generation: 1))
        follower.loaded(content(1, "a"))
        follower.observe(pointer(2, "bad", previous: 1, generation: 2))
        follower.refused(content(2, "bad"), because: "bad")
        follower.observe(pointer(3, "bad", previous: 2, generation: 3))
        #expect(follower.next == .nothing && follower.refusal?.version == 3)
        follower.observe(pointer(4, "good", previous: 3, generation: 4))
        #expect(follower.next == .load(content(4, "good")) && follower.refusal == nil && follower.state == .ready)
    }

    @Test("A rollback from a refused version to the served one needs nothing and is READY")
    func rolledBack() {
        var follower = ModelFollower()
        follower.observe(pointer(1, "a", generation: 1))
        follower.loaded(content(1, "a"))
        follower.observe(pointer(2, "bad", previous: 1, generation: 2))
        follower.refused(content(2, "bad"), because: "bad")
        follower.observe(pointer(1, "a", previous: 2, generation: 3))
        #expect(follower.next == .nothing && follower.state == .ready && follower.refusal == nil)
    }

    @Test("Who starts on a bad live version serves the previous one, and reports the live one refused")
    func fallsBack() {
        var follower = ModelFollower()
        follower.observe(pointer(5, "bad", previous: 3, generation: 9))
        #expect(follower.next == .load(content(5, "bad")))
        follower.refused(content(5, "bad"), because: "too new")
        #expect(follower.next == .listVersions && follower.state == .refused && follower.served == nil)
        follower.offer(stored((5, "bad"), (4, "d"), (3, "c"), (2, "b")))
        #expect(follower.next == .load(content(3, "c")))
        follower.loaded(content(3, "c"))
        #expect(follower.next == .nothing && follower.served == content(3, "c"))
        #expect(follower.state == .refused && follower.refusal?.version == 5 && follower.refusal?.reason == "too new")
    }

    @Test("After the previous version come the older ones, newest first; versions newer than the live one do not")
    func order() {
        var follower = ModelFollower()
        follower.observe(pointer(4, "d", previous: 6, generation: 9))
        follower.refused(content(4, "d"), because: "bad")
        follower.offer(stored((1, "a"), (3, "c"), (2, "d"), (5, "e"), (6, "f"), (4, "d"), (7, "g")))
        var tried: [Int] = []
        while case .load(let content) = follower.next, tried.count < 10 {
            tried.append(content.version)
            follower.refused(content, because: "bad too")
        }
        // Version 2 has the content that was refused as version 4.
        #expect(tried == [6, 3, 1])
        #expect(follower.next == .nothing && follower.served == nil && follower.state == .refused)
        #expect(follower.refusal?.version == 4 && follower.refusal?.reason == "bad")
    }

    @Test("A search among more bad versions than are remembered ends")
    func endless() {
        var follower = ModelFollower()
        follower.observe(pointer(200, "bad 200", previous: 199, generation: 200))
        var tried: [Int] = []
        steps: while tried.count < 500 {
            switch follower.next {
            case .nothing: break steps
            case .load(let content):
                tried.append(content.version)
                follower.refused(content, because: "bad")
            case .listVersions:
                follower.offer(
                    (1...200).map { ModelVersion(number: $0, sha256: "bad \($0)", publishedAt: 0, byteCount: 1) })
            }
        }
        #expect(tried == Array((168...200).reversed()) && follower.state == .refused)
    }

    @Test("A fallback that could not be fetched is asked for again")
    func fallbackAgain() {
        var follower = ModelFollower()
        follower.observe(pointer(2, "bad", previous: 1, generation: 2))
        follower.refused(content(2, "bad"), because: "bad")
        follower.offer(stored((1, "a"), (2, "bad")))
        #expect(follower.next == .load(content(1, "a")))
        follower.observe(pointer(2, "bad", previous: 1, generation: 2))
        #expect(follower.next == .load(content(1, "a")))
    }

    @Test("A pointer that moves during the search ends it: the new live version comes first")
    func movedMeanwhile() {
        var follower = ModelFollower()
        follower.observe(pointer(2, "bad", previous: 1, generation: 2))
        follower.refused(content(2, "bad"), because: "bad")
        follower.offer(stored((1, "a"), (2, "bad")))
        follower.observe(pointer(3, "worse", previous: 2, generation: 3))
        #expect(follower.next == .load(content(3, "worse")))
        follower.refused(content(3, "worse"), because: "worse")
        #expect(follower.next == .listVersions)
        follower.offer(stored((1, "a"), (2, "bad"), (3, "worse")))
        #expect(follower.next == .load(content(1, "a")))
    }

    @Test("Refusals that are remembered are bounded, and the newest are kept")
    func bounded() {
        var follower = ModelFollower()
        follower.observe(pointer(1, "a", generation: 1))
        follower.loaded(content(1, "a"))
        for version in 2...200 {
            follower.observe(pointer(version, "bad \(version)", generation: version))
            follower.refused(content(version, "bad \(version)"), because: "bad")
        }
        follower.observe(pointer(201, "bad 200", generation: 201))
        #expect(follower.next == .nothing)
        follower.observe(pointer(202, "bad 2", generation: 202))
        #expect(follower.next == .load(content(202, "bad 2")))
    }
}
