"""The arithmetic that a ScaledObject's `scalingModifiers.formula` may use here."""

import ast
import math
import operator

_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
}
_FUNCTIONS = {"max": max, "min": min, "ceil": math.ceil, "floor": math.floor}


def evaluate(formula, values):
    """The value of `formula` with the triggers' `values` by name.

    KEDA's formulas are expressions of expr-lang. What they share with Python's grammar is enough for sums, weights and
    maxima; anything else is refused, so that no chart is tested with a meaning that KEDA would not give it.
    """
    return float(_value(ast.parse(formula.strip(), mode="eval").body, formula, values))


def _value(node, formula, values):
    match node:
        case ast.Constant(value=int() | float()):
            return float(node.value)
        case ast.Name(id=name) if name in values:
            return float(values[name])
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, formula, values), _value(right, formula, values))
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(operand, formula, values))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*[_value(argument, formula, values) for argument in arguments])
    known = ", ".join(sorted(values))
    raise ValueError(
        f"the formula {formula!r} holds {ast.unparse(node)!r}: known are + - * /, {', '.join(_FUNCTIONS)}, and {known}"
    )
