import Testing

@testable import Host

@Suite struct HostLimitsTests {
    @Test(
        "A cgroup's quota counts in whole cores",
        arguments: zip(
            ["max 100000", "150000 100000", "200000 100000", "1000 100000", "-1 100000", "x 1", ""],
            [nil, 2, 2, 1, nil, nil, nil]))
    func quota(text: String, cores: Int?) {
        #expect(HostLimits.quota(text.split(separator: " ").map(String.init)) == cores)
    }

    @Test(
        "A list of processors is counted",
        arguments: zip(["0", "0-3", "0-1,4,6-7", "", "x", "3-1"], [1, 4, 5, nil, nil, nil]))
    func cores(list: String, count: Int?) { #expect(HostLimits.cores(inList: list) == count) }

    @Test(
        "The cgroup of the process is the one of version 2",
        arguments: zip(
            [["9:memory:/a", "0::/system.slice/b.service"], ["0::/"], ["1:cpu:/a"], []],
            ["system.slice/b.service", "", "", ""]))
    func group(lines: [String], path: String) { #expect(HostLimits.groupPath(lines) == path) }

    @Test("A process may use some of its machine, and does")
    func real() {
        #expect(HostLimits.usableCores >= 1)
        let resident = HostLimits.residentBytes
        #expect(resident > 0 && resident < HostLimits.memory)
        #expect(HostLimits.peakBytes >= resident)
    }
}
