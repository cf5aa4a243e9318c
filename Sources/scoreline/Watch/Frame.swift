import Settings

/// What is on the screen, line by line.
struct Frame: Equatable {
    let size: TerminalSize
    let lines: [WatchLine]

    /// `lines` may be fewer than the screen has, and longer than it is wide.
    init(_ lines: [WatchLine], size: TerminalSize) {
        self.size = size
        self.lines = (0..<size.lines).map { index in
            guard index < lines.count else { return WatchLine("") }
            var line = lines[index]
            line.text = TextWidth.cut(line.text, to: size.columns)
            // The inverted line goes from edge to edge.
            if line.style == .selected { line.text = TextWidth.padded(line.text, to: size.columns) }
            return line
        }
    }

    /// The bytes that turn `before` into this one: only the lines that differ, all of them where nothing is known about the
    /// screen. Terminals that can, show them at once.
    func changes(from before: Frame?, hasColors: Bool) -> String {
        let known = before?.size == size ? before : nil
        var text = known == nil ? "\u{1B}[2J" : ""
        for (index, line) in lines.enumerated() where known.map({ $0.lines[index] != line }) ?? !line.text.isEmpty {
            text += "\u{1B}[\(index + 1);1H" + line.style.code(hasColors: hasColors) + line.text + "\u{1B}[0m\u{1B}[K"
        }
        return text.isEmpty ? "" : "\u{1B}[?2026h" + text + "\u{1B}[?2026l"
    }
}
