import Glibc
import Settings

/// The terminal while the view has it: another screen than the one with the shell's lines, keys that come at once and are not
/// echoed. Whoever enters it leaves it, on every way out.
struct Screen: ~Copyable {
    private let hasColors: Bool
    /// How the terminal was; nil where standard input is none.
    private var before: termios?
    private var isEntered = false
    private var shown: Frame?

    private static let enterCodes = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J"
    private static let leaveCodes = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

    init(hasColors: Bool) { self.hasColors = hasColors }

    deinit { Self.restore(before, isEntered: isEntered) }

    mutating func enter() throws(ProgramFailure) {
        var settings = termios()
        if unsafe tcgetattr(STDIN_FILENO, &settings) == 0 {
            before = settings
            // Signals stay: Ctrl-C and Ctrl-Z come as such.
            settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
            unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
        }
        isEntered = true
        shown = nil
        try StandardOutput.write(Self.enterCodes)
    }

    mutating func leave() {
        Self.restore(before, isEntered: isEntered)
        (before, isEntered) = (nil, false)
    }

    private static func restore(_ before: termios?, isEntered: Bool) {
        guard isEntered else { return }
        // Also a terminal that is gone is left: nobody is there to be told.
        try? StandardOutput.write(leaveCodes)
        guard var before else { return }
        unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &before)
    }

    /// Forgets what is on the screen: the next frame is drawn whole.
    mutating func forget() { shown = nil }

    mutating func show(_ frame: Frame) throws(ProgramFailure) {
        let changes = frame.changes(from: shown, hasColors: hasColors)
        if !changes.isEmpty { try StandardOutput.write(changes) }
        shown = frame
    }
}
