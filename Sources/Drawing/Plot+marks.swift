/// What a mark stands for; a class of the style sheet, so that light and dark have colours of their own.
package enum Series: String {
    case one, two, three
    /// Where nothing is learnt: chance, a trivial model, perfect agreement.
    case reference
}

extension Plot {
    package mutating func line(_ points: [(x: Double, y: Double)], _ series: Series) {
        guard !points.isEmpty else { return }
        add(#"<polyline class="line \#(series.rawValue)" points="\#(coordinates(points))"/>"#)
    }

    /// A line that keeps its value up to the next point.
    package mutating func steps(_ points: [(x: Double, y: Double)], _ series: Series) {
        var corners: [(x: Double, y: Double)] = []
        for point in points {
            if let last = corners.last { corners.append((last.x, point.y)) }
            corners.append(point)
        }
        line(corners, series)
    }

    /// The area between a line and the bottom.
    package mutating func area(_ points: [(x: Double, y: Double)], _ series: Series) {
        guard let first = points.first, let last = points.last else { return }
        let outline = [(x: first.x, y: y.low)] + points + [(x: last.x, y: y.low)]
        add(#"<polygon class="area \#(series.rawValue)" points="\#(coordinates(outline))"/>"#)
    }

    package mutating func dots(_ points: [(x: Double, y: Double)], _ series: Series, radius: Double = 3.2) {
        for point in points {
            add(#"<circle class="dot \#(series.rawValue)" cx="\#(x(point.x))" cy="\#(y(point.y))" r="\#(radius)"/>"#)
        }
    }

    /// Bars from `low` upwards, with a hair between neighbours.
    package mutating func bar(from left: Double, to right: Double, low: Double = 0, high: Double, _ series: Series) {
        let (start, end) = (x(left) + 0.5, x(right) - 0.5)
        let (top, bottom) = (y(high), y(low))
        guard bottom > top, end > start else { return }
        add(
            """
            <rect class="bar \(series.rawValue)" x="\(start)" y="\(top)" width="\(end - start)" \
            height="\(bottom - top)"/>
            """)
    }

    /// A vertical line with a word beside it.
    package mutating func rule(at value: Double, _ word: String) {
        let place = x(value)
        let isLeft = place > Self.width * 0.7
        add(
            """
            <line class="rule" x1="\(place)" x2="\(place)" y1="\(y.start)" y2="\(y.end)"/>\
            <text class="note\(isLeft ? " end" : "")" x="\(place + (isLeft ? -5 : 5))" y="\(y.end + 9)">\(word)</text>
            """)
    }

    private func coordinates(_ points: [(x: Double, y: Double)]) -> String {
        points.map { FigureText.coordinate(x($0.x)) + "," + FigureText.coordinate(y($0.y)) }.joined(separator: " ")
    }
}
