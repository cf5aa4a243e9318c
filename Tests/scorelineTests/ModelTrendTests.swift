import Testing

@testable import scoreline

@Suite struct ModelTrendTests {
    private func trend(_ looks: [(seconds: Double, jobs: Int, inFlight: Int, claimed: Int)]) -> ModelTrend {
        var trend: ModelTrend?
        for look in looks {
            let status = WatchFixture.status(jobs: look.jobs, inFlight: look.inFlight, claimed: look.claimed)
            if trend == nil {
                trend = ModelTrend(status, at: .seconds(look.seconds))
            } else {
                trend?.note(status, at: .seconds(look.seconds))
            }
        }
        return trend ?? ModelTrend(WatchFixture.status(), at: .zero)
    }

    @Test("One look tells no rate")
    func one() {
        let trend = trend([(0, 100, 0, 0)])
        #expect(trend.jobsPerSecond == nil && trend.arrivalsPerSecond == nil && trend.rowsPerSecond == nil)
        #expect(trend.drain == .unknown)
    }

    @Test("Rates come from what was claimed, is in flight, and waits; they tell when the backlog is gone")
    func rates() {
        // In 2 s 300 jobs were claimed, 50 of them are in flight; 100 came.
        let trend = trend([(0, 1000, 0, 0), (2, 800, 50, 300)])
        #expect(trend.jobsPerSecond == 125)
        #expect(trend.arrivalsPerSecond == 50)
        #expect(trend.drain == .after(seconds: 850.0 / 75))
    }

    @Test("A backlog that grows or stands never goes")
    func never() {
        #expect(trend([(0, 100, 0, 0), (1, 200, 0, 50)]).drain == .never)
        #expect(trend([(0, 100, 0, 0), (1, 100, 0, 0)]).drain == .never)
        #expect(trend([(0, 100, 0, 0), (1, 0, 0, 100)]).drain == .empty)
    }

    @Test("A paused model does not drain")
    func paused() {
        #expect(ModelTrend(WatchFixture.status(jobs: 5, isPaused: true), at: .zero).drain == .paused)
        #expect(ModelTrend(WatchFixture.status(isPaused: true), at: .zero).drain == .empty)
    }

    @Test("What was longer ago than the window does not count")
    func window() {
        var looks = (0...20).map { (seconds: Double($0), jobs: 0, inFlight: 0, claimed: 100 * $0) }
        looks += (21...40).map { (seconds: Double($0), jobs: 0, inFlight: 0, claimed: 2000) }
        #expect(trend(Array(looks[...20])).jobsPerSecond == 100)
        #expect(trend(looks).jobsPerSecond == 0)
    }

    @Test("A Redis that was emptied begins anew")
    func emptied() {
        let trend = trend([(0, 0, 0, 1000), (1, 10, 0, 0), (2, 0, 0, 10)])
        #expect(trend.jobsPerSecond == 10 && trend.arrivalsPerSecond == 0)
    }

    @Test("Rows are added up over workers that come and go")
    func rows() {
        var trend = ModelTrend(
            WatchFixture.status(workers: [WatchFixture.worker("a", rows: 1_000_000)]), at: .zero)
        trend.note(
            WatchFixture.status(workers: [
                WatchFixture.worker("a", rows: 1_000_300), WatchFixture.worker("b", rows: 5_000_000),
            ]), at: .seconds(1))
        #expect(trend.rowsPerSecond == 300)
        trend.note(WatchFixture.status(workers: [WatchFixture.worker("b", rows: 5_000_100)]), at: .seconds(2))
        #expect(trend.rowsPerSecond == 200)
    }
}
