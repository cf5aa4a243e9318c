import java.nio.file.Files
import java.nio.file.attribute.PosixFilePermissions

/** The steps: `sh` and what moves files are real; what needs Jenkins itself is recorded as stubbed. */
class Steps {
    private final Build build

    Steps(Build build) { this.build = build }

    def getEnv() { build.environment }
    def getParams() { build.parameters }
    def getScm() { 'scm' }
    def getCurrentBuild() { [result: build.result, currentResult: build.result, number: 1] }

    def propertyMissing(String name) {
        if (build.environment.containsKey(name)) return build.environment[name]
        throw new StepFailed("no such property: $name")
    }

    /** Runs a block of steps with further variables, which are gone afterwards. */
    def block(Closure body, Map<String, String> variables = [:]) {
        def before = new LinkedHashMap(build.environment)
        build.environment.putAll(variables)
        body.delegate = this
        body.resolveStrategy = Closure.DELEGATE_FIRST
        try {
            return body.call()
        } finally {
            build.environment = before
        }
    }

    def sh(Map arguments) {
        build.record('sh', arguments.script.toString().trim(), true) {
            // -xe is what Jenkins' own sh step passes.
            def builder = new ProcessBuilder('/bin/sh', '-xe', '-c', arguments.script as String)
            builder.directory(build.workspace)
            build.environment.each { name, value -> builder.environment()[name as String] = value as String }
            builder.redirectError(ProcessBuilder.Redirect.INHERIT)
            if (!arguments.returnStdout) builder.redirectOutput(ProcessBuilder.Redirect.INHERIT)
            def process = builder.start()
            process.outputStream.close()
            def text = arguments.returnStdout ? process.inputStream.text : null
            int status = process.waitFor()
            if (arguments.returnStatus) return status
            if (status != 0) throw new StepFailed("script returned exit code $status")
            text
        }
    }

    def sh(String script) { sh(script: script) }
    def echo(Object text) { build.say(text) }
    def error(Object text) { throw new StepFailed(text as String) }
    def script(Closure body) { block(body) }
    def fileExists(String name) { new File(build.workspace, name).exists() }
    def readFile(String name) { new File(build.workspace, name).text }

    def dir(String name, Closure body) {
        def before = build.workspace
        build.workspace = new File(before, name)
        build.workspace.mkdirs()
        try {
            block(body)
        } finally {
            build.workspace = before
        }
    }

    def withEnv(List<String> assignments, Closure body) {
        block(body, assignments.collectEntries { it.toString().split('=', 2) as List })
    }

    // Credentials: values come from the caller instead of Jenkins' store; files are real, private and gone afterwards.

    def string(Map binding) { [(binding.variable): build.credential(binding.credentialsId)] }

    def usernamePassword(Map binding) {
        def (user, password) = build.credential(binding.credentialsId).split(':', 2)
        [(binding.usernameVariable): user, (binding.passwordVariable): password]
    }

    def file(Map binding) {
        def privately = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString('rw-------'))
        def path = Files.createTempFile('credential', '', privately)
        path.toFile().text = build.credential(binding.credentialsId)
        [(binding.variable): path.toString(), (CREDENTIAL_FILE + path): path.toString()]
    }

    private static final CREDENTIAL_FILE = 'file of '

    def withCredentials(List<Map> bindings, Closure body) {
        Map all = bindings.inject([:]) { sum, binding -> sum + binding }
        def files = all.findAll { it.key.startsWith(CREDENTIAL_FILE) }
        try {
            block(body, all - files)
        } finally {
            files.values().each { new File(it).delete() }
        }
    }

    // Wrappers that need Jenkins: the block runs, the wrapping does not.

    private stubbed(String step, Object arguments) { build.record(step, "$arguments", false) {} }

    def timeout(Map arguments, Closure body) {
        stubbed('timeout', arguments)
        block(body)
    }

    def lock(Map arguments, Closure body) {
        stubbed('lock', arguments)
        block(body)
    }

    def checkout(Object what) { stubbed('checkout', what) }
    def cleanWs(Map arguments = [:]) { stubbed('cleanWs', arguments) }

    def retry(int times, Closure body) {
        for (int attempt = 1; ; attempt++) {
            try {
                return block(body)
            } catch (StepFailed failure) {
                if (attempt >= times) throw failure
            }
        }
    }

    def catchError(Map arguments = [:], Closure body) {
        try {
            block(body)
        } catch (StepFailed failure) {
            build.say("ERROR: ${failure.message}")
            build.worsen(arguments.buildResult ?: 'FAILURE')
        }
    }

    /** A person's answer; the runner's caller gave it. */
    def approval(Map words) {
        build.record('input', words.message as String, false) {
            if (!build.approves) throw new StepFailed('nobody approved', 'ABORTED')
        }
    }

    // Files that Jenkins would take: they must be there, and archived ones are really copied.

    def junit(Map arguments) {
        build.record('junit', arguments.testResults, false) {
            def reports = WorkspaceFiles.matching(build.workspace, arguments.testResults)
            if (!reports && !arguments.allowEmptyResults) {
                throw new StepFailed("junit: no file matches ${arguments.testResults}")
            }
            reports.each { name ->
                def suite = new XmlSlurper().parse(name.toFile())
                def known = suite.name() in ['testsuites', 'testsuite']
                if (!known) throw new StepFailed("junit: $name is no JUnit report")
            }
        }
    }

    def junit(String pattern) { junit(testResults: pattern) }

    def archiveArtifacts(Map arguments) {
        build.record('archiveArtifacts', arguments.artifacts, false) {
            def files = WorkspaceFiles.matching(build.workspace, arguments.artifacts)
            if (!files && !arguments.allowEmptyArchive) {
                throw new StepFailed("archiveArtifacts: no file matches ${arguments.artifacts}")
            }
            if (build.artifacts) files.each { WorkspaceFiles.copy(build.workspace, it, build.artifacts) }
        }
    }

    def archiveArtifacts(String pattern) { archiveArtifacts(artifacts: pattern) }

    def copyArtifacts(Map arguments) {
        build.record('copyArtifacts', "${arguments.filter} of ${arguments.projectName}", false) {
            def source = build.otherArtifacts[arguments.projectName as String]
            def files = source ? WorkspaceFiles.matching(source, arguments.filter as String) : []
            if (!files && !arguments.optional) {
                def wanted = "${arguments.filter} of ${arguments.projectName}"
                throw new StepFailed("copyArtifacts: there is no $wanted")
            }
            def target = new File(build.workspace, (arguments.target ?: '') as String)
            files.each { WorkspaceFiles.copy(source, it, target) }
        }
    }
}
