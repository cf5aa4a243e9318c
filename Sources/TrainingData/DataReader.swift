import Glibc
import Tables

/// Reads what a recipe names into a table.
package struct DataReader {
    private let choices: DataChoices
    private let hooks: DataHooks
    private let limits: DataLimits
    private let progress: (DataProgress) -> Void

    /// `progress` is called on the reading thread, a few times per megabyte.
    package init(
        _ choices: DataChoices, hooks: DataHooks = DataHooks(), limits: DataLimits = DataLimits(),
        progress: @escaping (DataProgress) -> Void = { _ in }
    ) {
        self.choices = choices
        self.hooks = hooks
        self.limits = limits
        self.progress = progress
    }

    /// Blocks until all is read. The same bytes give the same table.
    package func read() throws(DataError) -> DataTable {
        let meter = ReadingMeter()
        do throws(TableError) {
            if let unknown = choices.unregistered(in: hooks) { throw TableError(unknown.problem) }
            let filters = choices.filters.compactMap { name in hooks.filters[name].map { FilterStage(name, $0) } }
            var builder = TableBuilder(choices.name, filters, limits)
            switch choices.origin {
            case .files(let paths):
                let total = size(of: paths)
                for path in paths {
                    let format = choices.format ?? format(ofPath: path)
                    try read(try FileInput(path), format, into: &builder, meter, total: total)
                }
            case .command(let line, let folder):
                let input = try CommandInput(line, folder: folder)
                try read(input, choices.format, into: &builder, meter, total: nil)
            case .source(let name, let folder):
                try read(source: name, folder: folder, into: &builder, meter)
            }
            return try builder.finish(sha256: meter.finish())
        } catch { throw DataError(error) }
    }

    private func read(
        _ input: any ByteInput, _ format: TableFormat?, into builder: inout TableBuilder, _ meter: ReadingMeter,
        total: Int?
    ) throws(TableError) {
        let plain = try PlainInput(MeteredInput(input, meter), limits: limits)
        var reader = try TableReader.open(plain, format: format)
        try builder.begin(input.name, unit: "line")
        var reported = 0
        func report() {
            guard meter.bytes != reported else { return }
            reported = meter.bytes
            progress(DataProgress(rows: builder.rowCount, bytes: meter.bytes, total: total))
        }
        if reader.format == .jsonLines {
            while try reader.next() {
                try builder.append(json: reader.field(at: 0), line: reader.line)
                report()
            }
        } else {
            let order = try builder.positions(of: reader.columns)
            while try reader.next() {
                try builder.append(reader.cells, ends: reader.ends, positions: order, line: reader.line)
                report()
            }
        }
    }

    private func read(
        source name: String, folder: String, into builder: inout TableBuilder, _ meter: ReadingMeter
    ) throws(TableError) {
        guard let source = hooks.sources[name] else { preconditionFailure("the source \(name) is registered") }
        let stream: RowStream
        do { stream = try source.open(folder: folder) } catch { throw TableError("the source \(name): \(error)") }
        switch stream {
        case .text(let next):
            let input = SourceInput(name: "the source \(name)", next)
            try read(input, choices.format, into: &builder, meter, total: nil)
        case .rows(let columns, let next):
            try builder.begin("the source \(name)", unit: "row")
            let order = try builder.positions(named: columns)
            var row = 0
            while true {
                let cells: [String?]
                do {
                    guard let values = try next() else { break }
                    cells = values
                } catch { throw TableError("the source \(name), behind row \(row): \(error)") }
                row += 1
                try builder.append(cells, positions: order, row: row, meter)
                progress(DataProgress(rows: builder.rowCount, bytes: meter.bytes, total: nil))
            }
        }
    }

    /// `.gz` behind another suffix says nothing about the format.
    private func format(ofPath path: String) -> TableFormat? {
        TableFormat(path: path.hasSuffix(".gz") ? String(path.dropLast(3)) : path)
    }

    private func size(of paths: [String]) -> Int? {
        var sum = 0
        for path in paths {
            var status = stat()
            guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            sum += Int(status.st_size)
        }
        return sum
    }
}
