/**
 * One block of a pipeline whose words are listed; any other word is refused.
 *
 * Its methods are few and have odd names, because every method here hides a word of the block.
 */
class Section {
    private final String sectionName
    private final Map<String, Closure> sectionWords
    private final Build sectionBuild

    private Section(String sectionName, Map<String, Closure> sectionWords, Build sectionBuild) {
        this.sectionName = sectionName
        this.sectionWords = sectionWords
        this.sectionBuild = sectionBuild
    }

    static void readSection(Build build, String name, Map<String, Closure> words, Closure body) {
        body.delegate = new Section(name, words, build)
        body.resolveStrategy = Closure.DELEGATE_ONLY
        body.call()
    }

    /** Words that take anything and mean nothing to the runner, beyond being known. */
    static Map<String, Closure> ignored(List<String> names) {
        names.collectEntries { name -> [(name): { Object... arguments -> [(name): arguments] }] }
    }

    def invokeMethod(String word, Object arguments) {
        def action = sectionWords[word]
        if (action == null) {
            def known = sectionWords.keySet().sort().join(', ')
            throw new Refused("$sectionName: unknown section '$word'; expected one of $known")
        }
        action.call(*(arguments as List))
    }

    def propertyMissing(String word) {
        switch (word) {
            case 'params': return sectionBuild.parameters
            case 'env': return sectionBuild.environment
            case ['any', 'none']: return word
            default: throw new Refused("$sectionName: unknown word '$word'")
        }
    }
}
