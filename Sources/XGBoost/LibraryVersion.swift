import CXGBoost

/// The library that is linked, such as `1.7.4`.
package enum LibraryVersion {
    package static var text: String {
        var major: Int32 = 0
        var minor: Int32 = 0
        var patch: Int32 = 0
        unsafe XGBoostVersion(&major, &minor, &patch)
        return "\(major).\(minor).\(patch)"
    }
}
