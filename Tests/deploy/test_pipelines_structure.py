"""The Jenkins pipelines as text: what is refused, what they consist of, and whether plugins and casc.yaml fit them."""

import json
import re

import pytest
import yaml

from harness.pipelines import GOOD, PIPELINES, REPOSITORY, check, groovy, java_home, jenkinsfile
from harness.processes import run

# what is wrong, the text, what it becomes, what the refusal says
BROKEN = [
    ("a section that does not exist", "stages {", "stagess {", "unknown section 'stagess'"),
    ("a section of a stage that does not exist", "steps {", "step {", "unknown section 'step'"),
    ("a step that does not exist", "sh 'echo one'", "shell 'echo one'", "line 7: unknown step 'shell'"),
    ("a step that does not exist in post", "echo \"", "ecko \"", "unknown step 'ecko'"),
    ("no agent", "    agent any\n", "", "missing required section 'agent'"),
    ("an agent that does not exist", "agent any", "agent some", "unknown word 'some'"),
    ("no stages", "stages {", "post {", "unknown section 'stage'"),
    ("a stage without steps", "steps { sh 'echo one' }", "", "expected exactly one of steps, stages, parallel"),
    ("two bodies of one stage", "steps { sh 'echo one' }",
     "steps { sh '1' }\nparallel { stage('a') { steps { sh '1' } } }", "expected exactly one of steps, stages, parallel"),
    ("a parameter that was not declared", "params.WORD", "params.WORDS",
     "unknown parameter 'WORDS'; declared are WORD"),
    ("a kind of parameter that does not exist", "string(", "strang(", "parameters: unknown section 'strang'"),
    ("a parameter without a description", ", description: 'a word'", "", "WORD has no description"),
    ("an option that does not exist", "agent any", "agent any\noptions { timestamp() }",
     "options: unknown section 'timestamp'"),
    ("a unit of time that does not exist", "agent any", "agent any\noptions { timeout(time: 1, unit: 'MINUTE') }",
     "unknown unit 'MINUTE'"),
    ("a trigger that does not exist", "agent any", "agent any\ntriggers { kron('H * * * *') }",
     "unknown section 'kron'"),
    ("a post condition that does not exist", "always {", "allways {", "post: unknown section 'allways'"),
    ("steps without an agent", "agent any", "agent none", "stage 'One': has steps but no agent"),
    ("an input without a message", "steps { sh", "input { ok 'Yes' }\nsteps { sh", "input without a message"),
    ("a bracket too few", "agent any", "agent any {", "expecting '}'"),
    ("no pipeline at all", GOOD, "node { }", "is no declarative pipeline"),
]


@pytest.fixture(scope="module")
def refusals(tmp_path_factory):
    """What the runner says to each broken pipeline: description → refusal."""
    root = tmp_path_factory.mktemp("broken")
    paths = []
    for number, (_, text, becomes, _) in enumerate(BROKEN):
        assert text in GOOD
        paths.append(root / f"{number}.Jenkinsfile")
        paths[-1].write_text(GOOD.replace(text, becomes, 1))
    answers = check(*paths)
    return {case[0]: answer.get("refused") for case, answer in zip(BROKEN, answers, strict=True)}


@pytest.mark.parametrize(
    "description, message", [(case[0], case[3]) for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_pipeline_is_refused(refusals, description, message):
    assert message in (refusals[description] or "taken")


def test_the_pipeline_that_the_broken_ones_come_from_runs(folder):
    path = folder / "Good.Jenkinsfile"
    path.write_text(GOOD)
    assert "Finished: SUCCESS" in groovy(path, "--workspace", folder, "-p", "WORD=good").stdout


@pytest.mark.parametrize("option, message", [
    ("NOBODY=x", "the pipeline has no parameter NOBODY"),
    ("BENCHMARK=fast", "the parameter BENCHMARK is one of exact, drain, not fast"),
])
def test_a_wrong_parameter_is_refused(option, message):
    refused = groovy(jenkinsfile("continuous-integration"), "-p", option, check=False)
    assert refused.returncode == 2
    assert message in refused.stderr


@pytest.fixture(scope="module")
def structures():
    """What each pipeline consists of."""
    return dict(zip(PIPELINES, check(*map(jenkinsfile, PIPELINES)), strict=True))


STAGES = {
    "continuous-integration": ["Lint", "Test", "Benchmarks"],
    "train-model": ["Train", "Publish", "Keep"],
    "build-image": ["Lint", "Build", "Test", "Push"],
    "deploy": ["Approval", "Environment", "Images", "Upgrade", "Sample job"],
}
TRIGGERS = {
    "continuous-integration": {"githubPush", "pollSCM"},
    "train-model": {"cron", "GenericTrigger"},
    "build-image": {"githubPush", "cron"},
    "deploy": {"upstream"},
}


@pytest.mark.parametrize("name", PIPELINES)
def test_a_pipeline_is_bounded_and_cleans_up(structures, name):
    structure = structures[name]
    assert structure["stages"] == STAGES[name]
    assert set(structure["triggers"]) == TRIGGERS[name]
    assert {"timestamps", "timeout", "buildDiscarder"} <= set(structure["options"])
    # Of deployments only those to the same environment exclude each other.
    assert "lock" in structure["words"] if name == "deploy" else "disableConcurrentBuilds" in structure["options"]
    assert {"always", "cleanup", "archiveArtifacts", "cleanWs"} <= set(structure["words"])
    assert "AGENT" in [parameter["name"] for parameter in structure["parameters"]]


@pytest.mark.parametrize("name", PIPELINES)
def test_scripts_get_every_parameter_and_none_says_where_a_password_goes(structures, name):
    declared = {each["name"]: each["kind"] for each in structures[name]["parameters"]}
    assert not {"REGISTRY", "SCORELINE_REDIS"} & set(declared)
    passed = set(re.findall(r'^        (\w+) = "\$\{params\.\1\}"$', jenkinsfile(name).read_text(), re.MULTILINE))
    # A boolean may decide on a stage alone; the training's script also asks for PUBLISH.
    booleans = {each for each, kind in declared.items() if kind == "booleanParam"}
    assert passed == set(declared) - {"AGENT"} - booleans | booleans & {"PUBLISH"}


# Every word of the pipelines that is not part of Jenkins itself, and the plugin that brings it. workflow-aggregator
# brings pipelines with their structure, when, input and the basic steps.
PLUGIN_OF = {
    **dict.fromkeys(
        ["pipeline", "agent", "label", "options", "parameters", "triggers", "environment", "stages", "stage", "steps",
         "post", "always", "cleanup", "unsuccessful", "when", "expression", "beforeInput", "input", "message", "ok",
         "submitter", "sh", "echo", "archiveArtifacts", "timeout", "disableConcurrentBuilds"], "workflow-aggregator"),
    **dict.fromkeys(
        ["buildDiscarder", "logRotator", "string", "booleanParam", "choice", "cron", "pollSCM", "upstream"], None),
    **dict.fromkeys(["withCredentials", "file", "usernamePassword"], "credentials-binding"),
    **dict.fromkeys(["copyArtifacts", "copyArtifactPermission"], "copyartifact"),
    "timestamps": "timestamper", "lock": "lockable-resources", "junit": "junit", "cleanWs": "ws-cleanup",
    "githubPush": "github", "GenericTrigger": "generic-webhook-trigger",
}
# What casc.yaml needs beyond that.
PLUGINS_OF_CASC = {"configuration-as-code", "job-dsl", "git", "credentials", "plain-credentials", "matrix-auth"}


def plugins():
    """Plugin → version, as jenkins/plugins.txt pins them."""
    lines = (REPOSITORY / "jenkins" / "plugins.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [pin.split(":")[0] for pin in pins] == sorted(pin.split(":")[0] for pin in pins)
    assert all(re.fullmatch(r"[a-z0-9-]+:[0-9][\w.]*", pin) for pin in pins)
    return dict(pin.split(":") for pin in pins)


def test_every_word_of_the_pipelines_comes_from_a_plugin_of_the_list(structures):
    used = {word for structure in structures.values() for word in structure["words"]}
    assert used == set(PLUGIN_OF)
    needed = {plugin for plugin in PLUGIN_OF.values() if plugin} | PLUGINS_OF_CASC
    assert set(plugins()) == needed


# Jenkins as code

class CascLoader(yaml.SafeLoader):
    """YAML, but a key that stands twice is an error, as it is for Jenkins."""


def _mapping(loader, node):
    keys = [loader.construct_object(key) for key, _ in node.value]
    assert len(keys) == len(set(keys)), f"a key stands twice in {keys}, {node.start_mark}"
    return dict(zip(keys, (loader.construct_object(value, deep=True) for _, value in node.value)))


CascLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@pytest.fixture(scope="module")
def casc():
    """jenkins/casc.yaml."""
    return yaml.load((REPOSITORY / "jenkins" / "casc.yaml").read_text(), CascLoader)


def casc_credentials(casc):
    """Id → (kind, fields)."""
    listed = casc["credentials"]["system"]["domainCredentials"][0]["credentials"]
    return {fields["id"]: (kind, fields) for entry in listed for kind, fields in entry.items()}


def test_casc_holds_no_secret(casc):
    for kind, fields in casc_credentials(casc).values():
        for name in {"usernamePassword": ["username", "password"], "string": ["secret"], "file": ["secretBytes"]}[kind]:
            assert re.fullmatch(r"\$\{.+\}", fields[name]), f"{fields['id']}: {name} is a literal"
    for user in casc["jenkins"]["securityRealm"]["local"]["users"]:
        assert re.fullmatch(r"\$\{\w+\}", user["password"])


def test_casc_has_every_credential_that_the_pipelines_name(casc):
    named = set()
    for name in PIPELINES:
        for identifier in re.findall(r"redentialsI[dD]: *['\"]([^'\"]+)", jenkinsfile(name).read_text()):
            named |= {identifier.replace("${params.ENVIRONMENT}", place) for place in ("staging", "production")}
        named |= set(re.findall(r"tokenCredentialId: '([^']+)'", jenkinsfile(name).read_text()))
    assert named == set(casc_credentials(casc))


def test_casc_lets_nobody_in_without_a_login(casc):
    jenkins = casc["jenkins"]
    assert jenkins["numExecutors"] == 0
    assert jenkins["securityRealm"]["local"]["allowsSignup"] is False
    rights = {}
    for entry in jenkins["authorizationStrategy"]["globalMatrix"]["entries"]:
        for whom in entry.values():
            rights[whom["name"]] = set(whom["permissions"])
    assert "anonymous" not in rights
    assert [name for name, granted in rights.items() if "Overall/Administer" in granted] == ["admin"]


def test_casc_has_agents_for_every_label(casc, structures):
    labels = {label for node in casc["jenkins"]["nodes"] for label in node["permanent"]["labelString"].split()}
    default = re.compile(r"name: 'AGENT', defaultValue: '([^']+)'")
    wanted = {default.search(jenkinsfile(name).read_text())[1] for name in structures}
    assert wanted == labels


def test_casc_says_where_images_go(casc):
    (variables,) = [entry["envVars"]["env"] for entry in casc["jenkins"]["globalNodeProperties"]]
    named = set(re.findall(r"\benv\.(SCORELINE_\w+)", "".join(jenkinsfile(name).read_text() for name in PIPELINES)))
    assert {variable["key"] for variable in variables} == named == {"SCORELINE_REGISTRY"}


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_an_environment_takes_its_images_from_where_build_image_pushes_them(casc, environment):
    (variables,) = [entry["envVars"]["env"] for entry in casc["jenkins"]["globalNodeProperties"]]
    values = yaml.safe_load((REPOSITORY / "jenkins" / "environments" / f"{environment}.yaml").read_text())
    assert values["image"]["repository"] == f"{variables[0]['value']}/scoreline"


def test_casc_declares_every_lock(casc):
    declared = {resource["name"] for resource in casc["unclassified"]["lockableResourcesManager"]["declaredResources"]}
    taken = set()
    for name in PIPELINES:
        for resource in re.findall(r"\block\(resource: ['\"]([^'\"]+)", jenkinsfile(name).read_text()):
            taken |= {resource.replace("${params.ENVIRONMENT}", place) for place in ("staging", "production")}
    assert taken == declared
    # A publication to staging waits for a deployment there.
    assert "lock(resource: 'scoreline-staging')" in jenkinsfile("train-model").read_text()


JOB_DSL = """
def jobs = [:]
class Any {
    Map found
    def methodMissing(String name, Object arguments) {
        found[name] = arguments[0]
        if (arguments[0] instanceof Closure) {
            arguments[0].delegate = this
            arguments[0].resolveStrategy = Closure.DELEGATE_FIRST
            arguments[0]()
        }
    }
}
def pipelineJob = { String name, Closure body ->
    def found = [:]
    body.delegate = new Any(found: found)
    body.resolveStrategy = Closure.DELEGATE_FIRST
    body()
    jobs[name] = found.findAll { !(it.value instanceof Closure) }
}
new GroovyShell(new Binding(pipelineJob: pipelineJob)).evaluate(new File(args[0]))
println groovy.json.JsonOutput.toJson(jobs)
"""

def resolved(text, **variables):
    """What Jenkins makes of ${NAME}, ${NAME:-DEFAULT} and ^${NAME} before anything else reads the text."""
    def value(match):
        escaped, name, default = match.groups()
        return match[0][1:] if escaped else variables.get(name, default or "")
    return re.sub(r"(\^?)\$\{(\w+)(?::-([^}]*))?\}", value, text)


def test_the_head_of_casc_lists_every_variable():
    text = (REPOSITORY / "jenkins" / "casc.yaml").read_text()
    head, body = text.split("\njenkins:\n")
    used = set(re.findall(r"(?<!\^)\$\{([A-Z_]+)", body))
    listed = set(re.findall(r"[A-Z]+(?:_[A-Z]+)+", head)) - {"CASC_JENKINS_CONFIG"}
    assert used == listed


def test_casc_makes_a_job_of_each_pipeline(casc, folder):
    script = resolved(casc["jobs"][0]["script"], SCORELINE_REPOSITORY="https://git.example/scoreline.git")
    (folder / "jobs.groovy").write_text(script)
    (folder / "dsl.groovy").write_text(JOB_DSL)
    from harness.pipelines import java_home
    listing = run("groovy", folder / "dsl.groovy", folder / "jobs.groovy", env={"JAVA_HOME": java_home()}).stdout
    jobs = json.loads(listing)
    assert set(jobs) == set(PIPELINES)
    for name, words in jobs.items():
        assert (REPOSITORY / words["scriptPath"]) == jenkinsfile(name)
        assert words["url"] == "https://git.example/scoreline.git"
        assert words["branch"] == "main"
        assert words["credentials"] == "scoreline-git"
