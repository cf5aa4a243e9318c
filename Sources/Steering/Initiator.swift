import Settings

/// Who steers, and from where.
package struct Initiator: Sendable, Equatable {
    /// Of a person, as far as it is known: `ada@build-7` for whoever runs a program, the login's name on the dashboard.
    package let name: String
    /// The program, and the address of whoever uses it over a network.
    package let place: String

    package init(name: String, place: String) {
        self.name = name
        self.place = place
    }

    /// Whoever runs this program on this host.
    package static func caller(of program: String = "scoreline") -> Initiator {
        Initiator(name: Caller.name, place: program)
    }
}
