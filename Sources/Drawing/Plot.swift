/// A drawing with two axes: marks are added in the data's own units, `svg` is the finished picture.
package struct Plot {
    package static let width = 440.0
    package static let height = 280.0
    private static let left = 54.0
    private static let right = 12.0
    private static let top = 12.0
    private static let bottom = 42.0

    /// Unique in its document.
    package let id: String
    package let title: String
    /// What the picture shows, for those who don't see it.
    package let summary: String
    package let x: Scale
    package let y: Scale
    private let labels: (x: String, y: String)
    private let ticks: [(value: Double, text: String)]
    package private(set) var marks: Markup = ""

    /// `ticks` of the x axis: round numbers where none are given.
    package init(
        id: String, title: String, summary: String, x: (label: String, low: Double, high: Double),
        y: (label: String, low: Double, high: Double), ticks: [(value: Double, text: String)]? = nil
    ) {
        self.id = id
        self.title = title
        self.summary = summary
        self.x = Scale(x.low, x.high, from: Self.left, to: Self.width - Self.right)
        self.y = Scale(y.low, y.high, from: Self.height - Self.bottom, to: Self.top)
        labels = (x.label, y.label)
        self.ticks = ticks ?? self.x.ticks(6)
    }

    package mutating func add(_ mark: Markup) { marks += mark }

    package var svg: Markup {
        """
        <svg class="plot" viewBox="0 0 \(Self.width) \(Self.height)" role="img" aria-labelledby="\(id)-t \(id)-d">\
        <title id="\(id)-t">\(title)</title><desc id="\(id)-d">\(summary)</desc>\(axes)\(marks)</svg>
        """
    }

    private var axes: Markup {
        var axes: Markup = ""
        for tick in y.ticks(5) {
            axes += """
                <line class="grid" x1="\(Self.left)" x2="\(Self.width - Self.right)" y1="\(y(tick.value))" \
                y2="\(y(tick.value))"/><text class="tick end" x="\(Self.left - 7)" y="\(y(tick.value) + 4)">\
                \(tick.text)</text>
                """
        }
        let floor = Self.height - Self.bottom
        for tick in ticks {
            axes += """
                <line class="tickmark" x1="\(x(tick.value))" x2="\(x(tick.value))" y1="\(floor)" y2="\(floor + 4)"/>\
                <text class="tick mid" x="\(x(tick.value))" y="\(floor + 17)">\(tick.text)</text>
                """
        }
        let middle = (Self.top + floor) / 2
        axes += """
            <line class="axis" x1="\(Self.left)" x2="\(Self.width - Self.right)" y1="\(floor)" y2="\(floor)"/>\
            <text class="label mid" x="\((Self.left + Self.width - Self.right) / 2)" y="\(Self.height - 7)">\
            \(labels.x)</text><text class="label mid" transform="translate(11 \(middle)) rotate(-90)">\(labels.y)</text>
            """
        return axes
    }
}
