/** A Jenkinsfile, or a call of the runner, that Jenkins would refuse before the first step. */
class Refused extends RuntimeException {
    Refused(String message) { super(message) }
}
