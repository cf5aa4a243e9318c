/** `environment { NAME = 'value' }`: the assignments go into the build's environment, in their order. */
class EnvironmentSection {
    private final Build build

    EnvironmentSection(Build build) { this.build = build }

    def propertyMissing(String name) {
        if (name == 'params') return build.parameters
        if (name == 'env') return build.environment
        if (build.environment.containsKey(name)) return build.environment[name]
        throw new Refused("environment: '$name' is neither set above nor a parameter")
    }

    def propertyMissing(String name, Object value) { build.environment[name] = value as String }
}
