/** A step that failed, or was aborted: the build goes on with its post sections. */
class StepFailed extends RuntimeException {
    final String result

    StepFailed(String message, String result = 'FAILURE') {
        super(message)
        this.result = result
    }
}
