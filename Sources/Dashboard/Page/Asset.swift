import Drawing

/// A file that pages load; its address changes with what it holds, so that browsers may keep it for good.
struct Asset: Sendable {
    let name: String
    let type: String
    let bytes: [UInt8]

    /// `/assets/HASH/NAME`.
    var path: String { "/assets/\(stamp)/\(name)" }
    let stamp: String

    private init(_ name: String, type: String, _ bytes: [UInt8]) {
        self.name = name
        self.type = type
        self.bytes = bytes
        // FNV-1a: tells releases apart, nothing more.
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        stamp = String(hash, radix: 36)
    }

    static let style = Asset(
        "dashboard.css", type: "text/css; charset=utf-8",
        Array(BaseStyle.sheet.text.utf8) + [UInt8(ascii: "\n")] + PackageResources.dashboard_css)
    static let script = Asset(
        "dashboard.js", type: "text/javascript; charset=utf-8", PackageResources.dashboard_js)
    static let icon = Asset("icon.svg", type: "image/svg+xml", PackageResources.icon_svg)

    static let all = [style, script, icon]
}
