import org.codehaus.groovy.ast.CodeVisitorSupport
import org.codehaus.groovy.ast.builder.AstBuilder
import org.codehaus.groovy.ast.expr.ConstantExpression
import org.codehaus.groovy.ast.expr.MethodCallExpression
import org.codehaus.groovy.ast.expr.PropertyExpression
import org.codehaus.groovy.ast.expr.VariableExpression
import org.codehaus.groovy.control.CompilePhase

/**
 * Every step and parameter that a Jenkinsfile mentions, also where a run never comes by.
 *
 * `steps`: the calls inside `steps` and `post`, name → first line. `parameters`: the names after `params.`. `words`:
 * every call without a receiver, for the table of plugins.
 */
class Calls extends CodeVisitorSupport {
    final Map<String, Integer> steps = [:]
    final Map<String, Integer> parameters = [:]
    final Set<String> words = []
    private int depth = 0

    static Calls of(File jenkinsfile) {
        def calls = new Calls()
        new AstBuilder().buildFromString(CompilePhase.CONVERSION, true, jenkinsfile.text).first().visit(calls)
        calls
    }

    @Override
    void visitMethodCallExpression(MethodCallExpression call) {
        if (!call.implicitThis) {
            super.visitMethodCallExpression(call)
            return
        }
        def name = call.methodAsString
        words << name
        boolean condition = name in Vocabulary.POST
        if (depth > 0 && !condition) steps.putIfAbsent(name, call.lineNumber)
        int opened = name == 'steps' || condition ? 1 : 0
        depth += opened
        super.visitMethodCallExpression(call)
        depth -= opened
    }

    @Override
    void visitPropertyExpression(PropertyExpression property) {
        def object = property.objectExpression
        def ofParams = object instanceof VariableExpression && object.name == 'params'
        if (ofParams && property.property instanceof ConstantExpression) {
            parameters.putIfAbsent(property.propertyAsString, property.lineNumber)
        }
        super.visitPropertyExpression(property)
    }

    void check(Collection<String> declared) {
        def known = Vocabulary.STEPS + Vocabulary.BINDINGS
        steps.each { name, line -> if (!(name in known)) throw new Refused("line $line: unknown step '$name'") }
        parameters.each { name, line ->
            if (!(name in declared)) {
                throw new Refused("line $line: unknown parameter '$name'; declared are ${declared.join(', ')}")
            }
        }
    }
}
