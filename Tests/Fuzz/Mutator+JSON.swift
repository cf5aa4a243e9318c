import JSONBytes

extension Mutator {
    /// Changes the tree of a JSON text; nil when it is no JSON.
    mutating func changedJSON(_ base: [UInt8]) -> [UInt8]? {
        guard let tree = try? JSONValue.parse(base.span) else { return nil }
        return written(changed(tree))
    }

    /// The tree with a few changes.
    mutating func changed(_ tree: JSONValue) -> JSONValue {
        var tree = tree
        for _ in 0..<changeCount() {
            var left = number(below: count(tree))
            tree = changed(tree, at: &left)
        }
        return tree
    }

    /// As text; now and then with what a tree can't hold: a name that stands twice, space, other ways to write a text.
    mutating func written(_ tree: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(tree)
        var bytes = writer.bytes
        if chance(6), let comma = bytes.indices.filter({ bytes[$0] == UInt8(ascii: ",") }).randomElement(using: &random)
        {
            let words = [
                ",", ", ", "\n", ",NaN", ",-Infinity", ",1e999", #","id":1"#, #","":null"#, ",[", "}", ",1.0E+2",
            ]
            bytes.replaceSubrange(comma...comma, with: pick(words, else: ",").utf8)
        }
        return bytes
    }

    private func count(_ tree: JSONValue) -> Int {
        switch tree {
        case .array(let elements): elements.reduce(1) { $0 + count($1) }
        case .object(let members): members.reduce(1) { $0 + count($1.value) }
        default: 1
        }
    }

    /// The tree with one change at its node `left`, counted from the root.
    private mutating func changed(_ tree: JSONValue, at left: inout Int) -> JSONValue {
        defer { left -= 1 }
        if left == 0 { return changedNode(tree) }
        guard left > 0 else { return tree }
        switch tree {
        case .array(var elements):
            for index in elements.indices where left > 0 {
                left -= 1
                elements[index] = changed(elements[index], at: &left)
                left += 1
            }
            return .array(elements)
        case .object(let members):
            var changedMembers: [JSONValue.Member] = []
            for member in members {
                left -= 1
                changedMembers.append(.init(member.name, changed(member.value, at: &left)))
                left += 1
            }
            return .object(changedMembers)
        default: return tree
        }
    }

    private mutating func changedNode(_ node: JSONValue) -> JSONValue {
        if chance(6) { return anything(likeness: node) }
        switch node {
        case .array(var elements):
            guard !elements.isEmpty else { return .array([anything(likeness: .null)]) }
            let index = number(below: elements.count)
            switch number(below: 5) {
            case 0: elements.remove(at: index)
            case 1: elements.insert(elements[index], at: index)
            case 2: elements.swapAt(index, number(below: elements.count))
            case 3: elements.append(anything(likeness: elements[index]))
            default: elements[index] = anything(likeness: elements[index])
            }
            return .array(elements)
        case .object(var members):
            guard !members.isEmpty else { return .object([.init("a", .null)]) }
            let (index, other) = (number(below: members.count), number(below: members.count))
            switch number(below: 5) {
            case 0: members.remove(at: index)
            case 1: members.swapAt(index, other)
            case 2:
                // The names change places, not the values.
                let (one, two) = (members[index], members[other])
                members[index] = .init(two.name, one.value)
                members[other] = .init(one.name, two.value)
            case 3: members[index] = .init(text(like: members[index].name), members[index].value)
            default: members.append(.init(text(like: members[index].name), members[other].value))
            }
            return .object(members)
        case .string(let text): return .string(self.text(like: text))
        default: return anything(likeness: node)
        }
    }

    private mutating func anything(likeness node: JSONValue) -> JSONValue {
        switch number(below: 9) {
        case 0: return .null
        case 1: return .boolean(chance(2))
        case 2, 3: return .integer(pick(Self.edges, else: 0))
        case 4:
            let numbers = [
                0.5, -0.0, 1e-46, 1e-300, 1e39, -1e39, 3.4028235e38, 16_777_216.5, 1e18, 1e19, 9_007_199_254_740_993.0,
                0.1,
            ]
            return .number(pick(numbers, else: 0))
        case 5: return .string(text(like: node.string ?? ""))
        case 6: return .array(Array(repeating: node, count: number(below: 4)))
        case 7:
            // A list inside of a list, deeper than any reader goes or just as deep.
            return (0..<pick([1, 2, 7, 8, 31, 32, 63, 64, 65, 500], else: 1)).reduce(node) { inner, _ in .array([inner])
            }
        default: return .object([.init("a", node)])
        }
    }

    private mutating func text(like text: String) -> String {
        switch number(below: 8) {
        case 0: return ""
        case 1: return String(text.dropLast())
        case 2: return text + text
        case 3: return "\(pick(Self.edges, else: 0))"
        case 4: return pick(["\u{0}", "\n", "\\", "\"", "e\u{301}", "é", "\u{10FFFF}", "\u{2028}"], else: "") + text
        case 5: return String(repeating: text.isEmpty ? "x" : text, count: pick([64, 65, 513, 1025], else: 2))
        case 6: return pick(["nan", "inf", "-1", "[5E-1]", "1,2", "true", "NaN", "0x10", "١"], else: "")
        default: return String(text.reversed())
        }
    }
}
