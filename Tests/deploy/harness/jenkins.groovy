// Runs a declarative Jenkinsfile without Jenkins: checks its structure, then runs its `sh` steps for real.
//
//   groovy -cp Tests/deploy/jenkins Tests/deploy/harness/jenkins.groovy JENKINSFILE [OPTION …]
//   groovy -cp Tests/deploy/jenkins Tests/deploy/harness/jenkins.groovy --check JENKINSFILE …
//
//   --workspace DIR     where the steps run; default: the current folder
//   --artifacts DIR     where archived files go
//   --record FILE       write each step as JSON: stage, step, real or stubbed, seconds, how it ended
//   --approve           answer every input with yes; without it the build is aborted there
//   -p NAME=VALUE       a parameter
//   -c ID=VALUE         credentials: a text, the content of a file, or USER:PASSWORD
//   -c ID=@FILE         the same, read from a file
//   -e NAME=VALUE       a variable of the agent
//   -j JOB=DIR          what another job archived
//
// Ends with 0 on success, 1 when the build failed, 2 when the pipeline is refused. With --check nothing is run: each
// file gives one line of JSON, its structure or why it is refused. It is not Jenkins: no plugins, no agents, no sandbox,
// no restart; parallel stages run one after the other.
import groovy.json.JsonOutput
import org.codehaus.groovy.control.CompilationFailedException

/** Reads a file and checks it; throws Refused. */
Pipeline load(File jenkinsfile, Build build) {
    try {
        def calls = Calls.of(jenkinsfile)
        def pipeline = new Pipeline(build)
        def seen = 0
        def binding = new Binding(pipeline: { Closure body -> seen++; pipeline.read(body) })
        new GroovyShell(this.class.classLoader, binding).evaluate(jenkinsfile)
        if (seen != 1) throw new Refused("expected one pipeline block, found $seen")
        calls.check(build.parameters.keySet())
        pipeline.words = calls.words
        return pipeline
    } catch (CompilationFailedException failure) {
        throw new Refused(failure.message)
    } catch (NullPointerException | MissingMethodException | MissingPropertyException | ClassCastException failure) {
        throw new Refused("is no declarative pipeline: ${failure.message}")
    }
}

Map checked(String path) {
    try {
        return load(new File(path), new Build()).structure()
    } catch (Refused refusal) {
        return [refused: refusal.message]
    }
}

Build buildFrom(List<String> words, Map settings) {
    def build = new Build(workspace: new File('.').canonicalFile)
    def pair = { String text -> text.split('=', 2) as List }
    def folder = { String path -> new File(path).canonicalFile }
    while (words) {
        def option = words.remove(0)
        switch (option) {
            case '--approve': build.approves = true; break
            case '--workspace': build.workspace = folder(words.remove(0)); break
            case '--artifacts': build.artifacts = folder(words.remove(0)); break
            case '--record': settings.record = new File(words.remove(0)); break
            case '-p': def (name, value) = pair(words.remove(0)); build.givenParameters[name] = value; break
            case '-e': def (name, value) = pair(words.remove(0)); build.environment[name] = value; break
            case '-j': def (job, path) = pair(words.remove(0)); build.otherArtifacts[job] = folder(path); break
            case '-c':
                def (id, value) = pair(words.remove(0))
                build.credentials[id] = value.startsWith('@') ? new File(value.substring(1)).text : value
                break
            default: throw new Refused("there is no option '$option'")
        }
    }
    build
}

def words = args as List
if (words[0] == '--check') {
    words.drop(1).each { println JsonOutput.toJson(checked(it)) }
    System.exit(0)
}
def jenkinsfile = new File(words.remove(0))
def settings = [:]
int status
try {
    def build = buildFrom(words, settings)
    build.name = jenkinsfile.name - '.Jenkinsfile'
    build.environment += [WORKSPACE: build.workspace.path, JOB_NAME: build.name, BUILD_NUMBER: '1']
    status = load(jenkinsfile, build).run() == 'SUCCESS' ? 0 : 1
    if (settings.record) build.writeTo(settings.record)
} catch (Refused refusal) {
    System.err.println("${jenkinsfile.name}: ${refusal.message}")
    status = 2
}
System.exit(status)
