import ModelTraining
import Redis
import ScoringModel
import Settings
import Tables

extension FuzzSubject {
    /// Recipes: YAML, read by a library.
    static let recipes = FuzzSubject("recipes", .lines, memoryFactor: 1500) { bytes in
        guard let text = String(validating: bytes, as: UTF8.self) else { return .refused("no UTF-8") }
        let recipe: Recipe
        do { recipe = try Recipe.parse(text, path: "r.yaml") } catch { return try .refused(by: error) }
        if case .fixed(let threshold) = recipe.threshold?.value {
            try require(threshold > 0 && threshold < 1, "the threshold is \(threshold)")
        }
        if case .share(let share) = recipe.split.validation.value {
            try require((0.01...0.9).contains(share), "the validation share is \(share)")
        }
        try require((1...100_000).contains(recipe.rounds), "rounds is \(recipe.rounds)")
        let lines = text.utf8.count(where: { $0 == 0x0A || $0 == 0x0D }) + text.unicodeScalars.count + 1
        try require((1...lines).contains(recipe.target.line), "the target stands on line \(recipe.target.line)")
        return .accepted
    }

    /// Configuration files: flat YAML or JSON.
    static let configuration = FuzzSubject("configuration", .lines, maximumLength: 1 << 12) { bytes in
        let settings: SettingsLayers
        do { settings = try layers(bytes) } catch { return try .refused(by: error) }
        // A file of Windows says the same.
        if !bytes.contains(0x0D) {
            let windows = Array(
                bytes.split(separator: 0x0A, omittingEmptySubsequences: false).joined(separator: [0x0D, 0x0A]))
            let other: SettingsLayers
            do { other = try layers(windows) } catch { throw BrokenLaw("with CRLF it is refused: \(error)") }
            for name in ["redis", "model", "lanes", "lease", "json"] {
                let setting = Setting<String>("\(name)", default: "", expected: "a text", takesList: true) { $0 }
                let (one, two) = try (settings.value(setting), other.value(setting))
                try require(one == two, "\(name) is \(one), with CRLF \(two)")
            }
        }
        do {
            _ = try settings.value(.integer("lanes", default: 1, in: 1...64))
            _ = try settings.value(.seconds("lease", default: .seconds(10), in: 1...3600))
            _ = try settings.value(.flag("json"))
            _ = try settings.value(.list("model"))
        } catch { return try .refused(by: error) }
        return .accepted
    }

    private static func layers(_ bytes: [UInt8]) throws(SettingsError) -> SettingsLayers {
        try SettingsLayers(flags: ["config": ScratchFile.shared.path(holding: bytes)], environment: [:])
    }

    /// Tables: CSV, TSV or JSON Lines, whatever the first byte makes of it.
    static let tables = FuzzSubject("tables", .lines) { bytes in
        let format = bytes.first == UInt8(ascii: "{") ? TableFormat.jsonLines : bytes.contains(0x09) ? .tsv : .csv
        do {
            let rows = try rows(bytes, format)
            guard format != .jsonLines else { return .accepted }
            try checkWritten(rows, format)
        } catch let error as TableError { return try .refused(by: error) }
        return .accepted
    }

    /// The header and the rows of a table.
    private static func rows(_ bytes: [UInt8], _ format: TableFormat) throws(TableError) -> [[[UInt8]]] {
        var reader = try TableReader.open(ScratchFile.shared.path(holding: bytes), format: format)
        var rows = [reader.columns.map { Array($0.utf8) }]
        while try reader.next() {
            let width = format == .jsonLines ? 1 : reader.columns.count
            var row: [[UInt8]] = []
            for column in 0..<width {
                let field = reader.field(at: column)
                row.append(field.indices.map { field[$0] })
            }
            rows.append(row)
        }
        return rows
    }

    /// A table that was read is the same after it was written and read.
    private static func checkWritten(_ rows: [[[UInt8]]], _ format: TableFormat) throws {
        let path = ScratchFile.shared.path(holding: [])
        let names = rows[0].map { String(decoding: $0, as: UTF8.self) }
        var writer = try TableWriter.open(path, columns: names, format: format)
        for row in rows.dropFirst() {
            for cell in row { writer.append(cell.span) }
            try writer.endRow()
        }
        try writer.close()
        let again: [[[UInt8]]]
        do { again = try self.rows(ScratchFile.shared.bytes(), format) } catch {
            throw BrokenLaw("a table that was written can't be read: \(error)")
        }
        try require(again == rows, "the table changed when it was written")
    }

    /// Dates of rows.
    static let dates = FuzzSubject("dates", .lines, maximumLength: 1 << 8) { bytes in
        guard let seconds = DateText.parse(bytes.span) else { return .refused("no date") }
        try require(DateText.seconds.contains(seconds), "the date is \(seconds) seconds from 1970")
        try require(bytes.allSatisfy { (0x20...0x5A).contains($0) }, "a date has a byte that none has")
        let text = DateText.text(seconds)
        let again = DateText.parse(Array(text.utf8).span)
        try require(
            again == seconds.rounded(.down), "\(seconds) is written as \(text), which is read as \(again ?? .nan)")
        return .accepted
    }

    /// URLs of Redis.
    static let redisURLs = FuzzSubject("redis-urls", .lines, maximumLength: 1 << 12) { bytes in
        guard let text = String(validating: bytes, as: UTF8.self) else { return .refused("no UTF-8") }
        let configuration: RedisConfiguration
        do { configuration = try RedisConfiguration(url: text) } catch { return try .refused(by: error) }
        switch configuration.endpoint {
        case .server(let address): try check([address])
        case .sentinel(let addresses, let service):
            try check(addresses)
            try require(!service.isEmpty, "the service has no name")
        case .cluster(let addresses): try check(addresses)
        case .unix(let path):
            try require((1...107).contains(path.utf8.count), "the path has \(path.utf8.count) bytes")
            try require(!path.utf8.contains(0), "the path has a zero byte, where C ends it")
        }
        try require(configuration.database >= 0, "the database is \(configuration.database)")
        if let password = configuration.password, password.utf8.count > 8 {
            let shown = "\(configuration)"
            let isElsewhere = "\(configuration.endpoint)".contains(password)
            try require(isElsewhere || !shown.contains(password), "the password is shown: \(shown)")
        }
        return .accepted
    }

    private static func check(_ addresses: [RedisAddress]) throws {
        try require(!addresses.isEmpty, "no address is left")
        for address in addresses {
            try require(!address.host.isEmpty && (1...65535).contains(address.port), "the address is \(address)")
            try require(!address.host.utf8.contains(0), "the host has a zero byte, where C ends it")
        }
    }
}
