import Drawing
import Foundation
import JobQueue
import Monitoring
import Testing

@testable import Dashboard

@Suite struct ChartTests {
    /// A quarter of an hour of samples, ten jobs at first and thirty then, without those at some places.
    private static func charts(without missing: Set<Int> = []) -> String {
        let samples = (0..<90).filter { !missing.contains($0) }.map { place in
            var sample = QueueSample()
            sample.time = 1_800_000_000_000 + place * 10_000 + 5_000
            sample.pending = place < 45 ? 10 : 30
            return sample
        }
        let course = QueueCourse(samples, step: .tenSeconds, now: 1_800_000_900_000, span: .seconds(900))
        return QueueCharts.markup(course, .quarter, model: "m").text
    }

    @Test("The table beside a chart has the means of equal parts of its time")
    func means() throws {
        let charts = Self.charts()
        let table = try #require(charts.split(separator: "<tbody>").dropFirst().first)
        #expect(table.components(separatedBy: #"<td class="n">10.00</td>"#).count == 7)
        #expect(table.components(separatedBy: #"<td class="n">30.00</td>"#).count == 7)
        #expect(charts.contains("pending: last 30.00, between 10.00 and 30.00. in flight: last 0, between 0 and 0."))
    }

    @Test("A sample that is late, or two, leave a line whole; where three are missing nothing is known")
    func gaps() throws {
        for (missing, parts) in [(20..<20, 1), (20..<21, 1), (20..<22, 1), (20..<23, 2)] {
            let pending = try #require(Self.charts(without: Set(missing)).split(separator: "</figure>").first)
            #expect(pending.components(separatedBy: #"<polyline class="line one""#).count - 1 == parts, "\(missing)")
        }
    }
}
