// Runs a declarative Jenkinsfile without Jenkins: checks its structure, then runs its `sh` steps for real.
//
//   groovy -cp Tests/deploy/jenkins Tests/deploy/harness/jenkins.groovy JENKINSFILE [OPTION …]
//
//   --check             only check the structure, and print it as JSON
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
// Ends with 0 on success, 1 when the build failed, 2 when the pipeline is refused. It is not Jenkins: no plugins, no
// agents, no sandbox, no restart; parallel stages run one after the other.
import groovy.json.JsonOutput
import org.codehaus.groovy.control.CompilationFailedException

def words = args as List
def jenkinsfile = new File(words.remove(0))
def build = new Build(name: jenkinsfile.name - '.Jenkinsfile', workspace: new File('.').canonicalFile)
def pair = { String text -> text.split('=', 2) as List }
def check = false
def recordFile = null
while (words) {
    def option = words.remove(0)
    switch (option) {
        case '--check': check = true; break
        case '--approve': build.approves = true; break
        case '--workspace': build.workspace = new File(words.remove(0)).canonicalFile; break
        case '--artifacts': build.artifacts = new File(words.remove(0)).canonicalFile; break
        case '--record': recordFile = new File(words.remove(0)); break
        case '-p': def (name, value) = pair(words.remove(0)); build.givenParameters[name] = value; break
        case '-e': def (name, value) = pair(words.remove(0)); build.environment[name] = value; break
        case '-j': def (job, folder) = pair(words.remove(0)); build.otherArtifacts[job] = new File(folder).canonicalFile; break
        case '-c':
            def (id, value) = pair(words.remove(0))
            build.credentials[id] = value.startsWith('@') ? new File(value.substring(1)).text : value
            break
        default: System.err.println("jenkins.groovy: unknown option '$option'"); System.exit(2)
    }
}
build.environment += [WORKSPACE: build.workspace.path, JOB_NAME: build.name, BUILD_NUMBER: '1', BUILD_URL: 'http://jenkins.invalid/1/']

int status
try {
    def calls = Calls.of(jenkinsfile)
    def pipeline = new Pipeline(build)
    def seen = 0
    def binding = new Binding(pipeline: { Closure body -> seen++; pipeline.read(body) })
    try {
        new GroovyShell(this.class.classLoader, binding).evaluate(jenkinsfile)
    } catch (NullPointerException | MissingMethodException | MissingPropertyException | ClassCastException failure) {
        throw new Refused("is no declarative pipeline: ${failure.message}")
    }
    if (seen != 1) throw new Refused("expected one pipeline block, found $seen")
    calls.check(build.parameters.keySet())
    if (check) {
        println JsonOutput.toJson(pipeline.structure() + [words: calls.words])
        status = 0
    } else {
        status = pipeline.run() == 'SUCCESS' ? 0 : 1
    }
} catch (Refused refusal) {
    System.err.println("${jenkinsfile.name}: ${refusal.message}")
    status = 2
} catch (CompilationFailedException failure) {
    System.err.println("${jenkinsfile.name}: ${failure.message}")
    status = 2
}
if (recordFile) build.writeTo(recordFile)
System.exit(status)
