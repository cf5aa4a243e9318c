import java.util.concurrent.TimeUnit

/** A declarative pipeline: read and checked section by section, then run stage by stage. */
class Pipeline {
    private final Build build
    private final Steps steps
    final List<Map> declared = []
    final Map<String, Object[]> options = [:]
    final Map<String, Object[]> triggers = [:]
    private Object agent
    private Closure environment
    private Closure post
    List<Stage> stages
    /** Every word that the file uses. */
    Set<String> words = []

    Pipeline(Build build) {
        this.build = build
        this.steps = new Steps(build)
    }

    /** Reads the pipeline's block. Parameters come first, since every other section may use them. */
    void read(Closure body) {
        def parametersOnly = Section.ignored(Vocabulary.PIPELINE) + [parameters: this.&readParameters]
        Section.readSection(build, 'pipeline', parametersOnly, body)
        def undeclared = build.givenParameters.keySet() - declared*.name
        if (undeclared) throw new Refused("the pipeline has no parameter ${undeclared.join(', ')}")
        Section.readSection(build, 'pipeline', [
            agent: { agent = readAgent(it) },
            options: { Closure words -> readOptions('options', Vocabulary.OPTIONS, options, words) },
            parameters: { },
            triggers: { Closure words ->
                Section.readSection(build, 'triggers', noting(Vocabulary.TRIGGERS, triggers), words)
            },
            environment: { environment = it },
            stages: { stages = readStages('stages', it) },
            post: { post = checkedPost(it) },
        ], body)
        if (agent == null) throw new Refused("pipeline: missing required section 'agent'")
        if (stages == null) throw new Refused("pipeline: missing required section 'stages'")
        if (agent == 'none') requireAgents(stages)
    }

    private void requireAgents(List<Stage> those) {
        those.findAll { it.agent == null }.each { stage ->
            if (stage.steps) throw new Refused("stage '${stage.name}': has steps but no agent, here or above")
            requireAgents(stage.stages + stage.parallel)
        }
    }

    private void readParameters(Closure body) {
        Section.readSection(build, 'parameters', Vocabulary.PARAMETERS.collectEntries { kind ->
            [(kind): { Map words ->
                if (!words.name) throw new Refused("parameters: a $kind without a name")
                if (!words.description) throw new Refused("parameters: ${words.name} has no description")
                declared << words + [kind: kind]
                build.parameters[words.name] = parameterValue(kind, words)
            }]
        }, body)
    }

    private Object parameterValue(String kind, Map words) {
        def byDefault = kind == 'choice' ? words.choices[0] : words.defaultValue
        if (!build.givenParameters.containsKey(words.name)) return byDefault
        def given = build.givenParameters[words.name]
        if (kind == 'choice' && !(given in words.choices)) {
            throw new Refused("the parameter ${words.name} is one of ${words.choices.join(', ')}, not $given")
        }
        kind == 'booleanParam' ? given == 'true' : given
    }

    private Object readAgent(Object value) {
        if (value instanceof Closure) {
            def found = [:]
            Section.readSection(build, 'agent', noting(Vocabulary.AGENT, found), value)
            return found
        }
        if (!(value in ['any', 'none'])) throw new Refused("agent: expected any, none or a block, found '$value'")
        value
    }

    private void readOptions(String where, List<String> words, Map<String, Object[]> into, Closure body) {
        Section.readSection(build, where, noting(words, into) + Section.ignored(Vocabulary.DESCRIBABLES), body)
        if (into.timeout) {
            def unit = into.timeout[0].unit ?: 'MINUTES'
            if (!(unit in TimeUnit.values()*.name())) throw new Refused("$where: timeout in the unknown unit '$unit'")
        }
    }

    private static Map<String, Closure> noting(List<String> names, Map<String, Object[]> into) {
        names.collectEntries { name -> [(name): { Object... arguments -> into[name] = arguments }] }
    }

    private static final BODIES = ['steps', 'stages', 'parallel']

    private List<Stage> readStages(String where, Closure body) {
        List<Stage> found = []
        def words = [stage: { String name, Closure content -> found << readStage(name, content) }]
        Section.readSection(build, where, words, body)
        if (!found) throw new Refused("$where: there is no stage")
        found
    }

    private Stage readStage(String name, Closure body) {
        def stage = new Stage(name: name)
        Section.readSection(build, "stage '$name'", [
            agent: { stage.agent = readAgent(it) },
            options: { Closure words ->
                readOptions("options of stage '$name'", Vocabulary.STAGE_OPTIONS, stage.options, words)
            },
            when: { Closure words -> Section.readSection(build, 'when', conditionsInto(stage.conditions), words) },
            input: { Closure words ->
                def noted = [:]
                Section.readSection(build, 'input', noting(Vocabulary.INPUT, noted), words)
                if (!noted.message) throw new Refused("stage '$name': input without a message")
                stage.input = noted.collectEntries { word, arguments -> [(word): arguments[0]] }
            },
            environment: { stage.environment = it },
            steps: { stage.steps = it },
            stages: { stage.stages = readStages('stages', it) },
            parallel: { stage.parallel = readStages('parallel', it) },
            post: { stage.post = checkedPost(it) },
        ], body)
        if (BODIES.count { stage[it] } != 1) {
            throw new Refused("stage '$name': expected exactly one of ${BODIES.join(', ')}")
        }
        stage
    }

    private Map<String, Closure> conditionsInto(List<Closure> conditions) {
        def inner = { Closure words ->
            List<Closure> found = []
            Section.readSection(build, 'when', conditionsInto(found), words)
            found
        }
        Section.ignored(['beforeAgent', 'beforeInput', 'beforeOptions']) + [
            expression: { Closure test -> conditions << { steps.block(test) as boolean } },
            environment: { Map words -> conditions << { build.environment[words.name] == words.value } },
            not: { Closure words -> def found = inner(words); conditions << { !found.every { it() } } },
            anyOf: { Closure words -> def found = inner(words); conditions << { found.any { it() } } },
            allOf: { Closure words -> def found = inner(words); conditions << { found.every { it() } } },
        ]
    }

    private Closure checkedPost(Closure body) {
        Section.readSection(build, 'post', Section.ignored(Vocabulary.POST), body)
        body
    }

    /**
     * Runs it all and gives the result, as Jenkins would call it. Parameters are in `params` alone, as in the first run
     * of a job, where Jenkins makes no variables of them.
     */
    String run() {
        try {
            setEnvironment(environment)
            stages.each { runStage(it) }
        } catch (StepFailed failure) {
            fail(failure)
        }
        build.stage = 'post'
        try {
            runPost(post, build.result)
        } catch (StepFailed failure) {
            fail(failure)
        }
        build.say("Finished: ${build.result}")
        build.result
    }

    private void fail(StepFailed failure) {
        build.worsen(failure.result)
        build.say("ERROR: ${failure.message}")
    }

    private void setEnvironment(Closure body) {
        if (!body) return
        body.delegate = new EnvironmentSection(build)
        body.resolveStrategy = Closure.DELEGATE_ONLY
        body.call()
    }

    private void runStage(Stage stage) {
        def outer = new LinkedHashMap(build.environment)
        build.stage = stage.name
        if (!stage.conditions.every { it() }) {
            build.say("[stage ${stage.name}: skipped by its condition]")
            return
        }
        build.say("[stage ${stage.name}]")
        def result = 'SUCCESS'
        try {
            ['timeout', 'lock'].findAll { stage.options[it] }.each { word ->
                build.record(word, "${stage.options[word][0]}", false) {}
            }
            if (stage.input) steps.approval(stage.input)
            setEnvironment(stage.environment)
            if (stage.steps) steps.block(stage.steps)
            (stage.stages + stage.parallel).each { runStage(it) }
        } catch (StepFailed failure) {
            result = failure.result
            throw failure
        } finally {
            build.stage = stage.name
            runPost(stage.post, result)
            build.environment = outer
        }
    }

    private void runPost(Closure body, String result) {
        if (!body) return
        Map<String, Closure> blocks = [:]
        def words = Vocabulary.POST.collectEntries { word -> [(word): { blocks[word] = it }] }
        Section.readSection(build, 'post', words, body)
        def dueNow = ['always', 'cleanup', result.toLowerCase()] + (result == 'SUCCESS' ? [] : ['unsuccessful'])
        Vocabulary.POST.findAll { blocks[it] && it in dueNow }.each { steps.block(blocks[it]) }
    }

    /** What the pipeline consists of, for checks from outside. */
    Map structure() {
        def names
        names = { List<Stage> those -> those.collectMany { [it.name] + names(it.stages + it.parallel) } }
        [parameters: declared.collect { [name: it.name, kind: it.kind] }, options: options.keySet(),
         triggers: triggers.keySet(), stages: names(stages), words: words]
    }
}
