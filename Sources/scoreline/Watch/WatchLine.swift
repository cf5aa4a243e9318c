/// One line of the view and how it stands out.
struct WatchLine: Equatable {
    enum Style {
        case plain, title, dim, warning, alert, selected

        /// What the terminal is told; without colours only what NO_COLOR leaves: weight and inversion.
        func code(hasColors: Bool) -> String {
            switch self {
            case .plain: ""
            case .title: "\u{1B}[1m"
            case .dim: "\u{1B}[2m"
            case .warning: hasColors ? "\u{1B}[33m" : ""
            case .alert: hasColors ? "\u{1B}[1;31m" : "\u{1B}[1m"
            case .selected: "\u{1B}[7m"
            }
        }
    }

    var text: String
    var style = Style.plain

    init(_ text: String, _ style: Style = .plain) {
        self.text = text
        self.style = style
    }
}
