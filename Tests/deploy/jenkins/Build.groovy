import groovy.json.JsonOutput

/** What one run of a pipeline knows and leaves behind: workspace, parameters, credentials, environment, records. */
class Build {
    String name
    File workspace
    /** Where archived files go; null keeps nothing. */
    File artifacts
    /** What a person answers to every `input`. */
    boolean approves = false
    Map<String, Object> parameters = [:]
    Map<String, String> givenParameters = [:]
    Map<String, String> credentials = [:]
    Map<String, String> environment = [:]
    /** What other jobs archived: job → folder. */
    Map<String, File> otherArtifacts = [:]
    String result = 'SUCCESS'
    String stage = '-'
    List<Map> records = []

    void say(Object text) {
        println text
        System.out.flush()
    }

    /** Runs `action` as the step `step` and notes how long it took, whether it was real, and how it ended. */
    def record(String step, String detail, boolean real, Closure action) {
        def entry = [stage: stage, step: step, detail: detail, real: real, outcome: 'ok', seconds: 0]
        records << entry
        long start = System.nanoTime()
        try {
            return action.call()
        } catch (RuntimeException failure) {
            entry.outcome = failure.message
            throw failure
        } finally {
            entry.seconds = ((System.nanoTime() - start) / 1e9 as double).round(2)
        }
    }

    /** The worse of two results counts, as in Jenkins. */
    void worsen(String other) {
        def order = ['SUCCESS', 'UNSTABLE', 'FAILURE', 'ABORTED']
        if (order.indexOf(other) > order.indexOf(result)) result = other
    }

    String credential(String id) {
        if (!credentials.containsKey(id)) throw new StepFailed("there are no credentials with the id '$id'")
        credentials[id]
    }

    void writeTo(File file) {
        file.text = JsonOutput.prettyPrint(JsonOutput.toJson([pipeline: name, result: result, steps: records]))
    }
}
