/// A setting of TLS that can't be used: its file is bad, or the name no name.
package struct TLSSettingError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Setting: Sendable {
        case authorities
        case certificate
        case key
        case serverName
    }

    package let setting: Setting
    package let description: String
}
