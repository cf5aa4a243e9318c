/** The words that a pipeline may use here. Any other is refused, as Jenkins refuses a word that no plugin brings. */
class Vocabulary {
    static final PIPELINE = ['agent', 'options', 'parameters', 'triggers', 'environment', 'stages', 'post']
    static final STAGE = ['agent', 'options', 'when', 'input', 'environment', 'steps', 'stages', 'parallel', 'post']
    static final AGENT = ['label', 'customWorkspace']
    static final OPTIONS = ['timestamps', 'timeout', 'buildDiscarder', 'disableConcurrentBuilds', 'skipDefaultCheckout',
                            'throttleJobProperty', 'copyArtifactPermission']
    /** Options of a stage may also be steps that wrap it. */
    static final STAGE_OPTIONS = ['timestamps', 'timeout', 'retry', 'lock', 'skipDefaultCheckout']
    static final TRIGGERS = ['cron', 'pollSCM', 'githubPush', 'GenericTrigger', 'upstream']
    static final PARAMETERS = ['string', 'booleanParam', 'choice', 'text']
    static final INPUT = ['message', 'ok', 'submitter', 'submitterParameter', 'id']
    /** In the order in which Jenkins runs them. */
    static final POST = ['always', 'changed', 'fixed', 'regression', 'aborted', 'failure', 'success', 'unstable',
                         'unsuccessful', 'cleanup']
    /** Words inside the arguments of options and triggers. */
    static final DESCRIBABLES = ['logRotator']
    static final BINDINGS = ['file', 'string', 'usernamePassword']
    static final STEPS = ['sh', 'echo', 'error', 'dir', 'script', 'checkout', 'withEnv', 'withCredentials', 'timeout',
                          'lock', 'retry', 'catchError', 'fileExists', 'readFile', 'junit', 'archiveArtifacts',
                          'copyArtifacts', 'cleanWs']
}
