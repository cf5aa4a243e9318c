import java.nio.file.FileSystems
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption

/** Files by pattern, as archiving steps name them: commas between patterns, `*` within a folder, `**` below it. */
class WorkspaceFiles {
    static List<Path> matching(File folder, String patterns) {
        patterns.split(',').collectMany { found(folder.toPath(), it.trim()) }.unique()
    }

    private static List<Path> found(Path folder, String pattern) {
        // Only the part below the first wildcard is walked: a workspace may hold a large build folder.
        int wildcard = pattern.indexOf('*')
        def fixed = wildcard < 0 ? pattern : pattern.substring(0, wildcard).replaceAll('[^/]*$', '')
        def matcher = FileSystems.default.getPathMatcher("glob:$pattern")
        def start = folder.resolve(fixed).toFile()
        if (!start.exists()) return []
        List<Path> files = []
        start.isFile() ? files << start.toPath() : start.eachFileRecurse { if (it.isFile()) files << it.toPath() }
        files.findAll { matcher.matches(folder.relativize(it)) }
    }

    /** Copies `file` to the same place below `target` that it has below `folder`. */
    static void copy(File folder, Path file, File target) {
        def copied = target.toPath().resolve(folder.toPath().relativize(file))
        Files.createDirectories(copied.parent)
        Files.copy(file, copied, StandardCopyOption.REPLACE_EXISTING)
    }
}
