/// The version of all three programs and of everything that ships them; `scripts/version.sh` reads it here.
package enum ScorelineVersion {
    package static let text = "0.1.0"
}
