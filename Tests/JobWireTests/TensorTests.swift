import JSONBytes
import JobWire
import ScoringModel
import Testing

struct TensorTests {
    private func code(_ inputs: String, _ extra: String = "") throws -> (code: String?, message: String?) {
        let answer = try Fixtures.tree(Fixtures.answer(#"{"id": "a", "inputs": \#(inputs)\#(extra)}"#))
        return (answer["error"]?["code"]?.string, answer["error"]?["message"]?.string)
    }

    private static func tensor(
        _ name: String = #""age""#, _ shape: String = "[2]", _ data: String = "[1, 2]", datatype: String = #""FP32""#
    ) -> String {
        #"{"name": \#(name), "datatype": \#(datatype), "shape": \#(shape), "data": \#(data)}"#
    }

    @Test(
        "One tensor per feature, or one matrix, flat or nested, becomes the same rows",
        arguments: [
            "[\(tensor()), \(tensor(#""weight""#, "[2, 1]", "[[70], [null]]")), \(tensor(#""island""#, "[2]", #"["Dream", null]"#, datatype: #""BYTES""#))]",
            "[\(tensor(#""m""#, "[2, 5]", #"[1, "Dream", null, null, 70, 2, null, NaN, null, -999]"#))]",
            "[\(tensor(#""m""#, "[2, 5]", #"[[1, "Dream", null, null, 70], [2, null, null, null, null]]"#))]",
        ])
    func reads(_ inputs: String) throws {
        let batch = Fixtures.batch([Array(#"{"id": "a", "inputs": \#(inputs)}"#.utf8)])
        try #require(batch.rowCount == 2)
        #expect(batch.rows.map { $0.isNaN ? -1 : $0 } == [1, 1, -1, -1, 70, 2, -1, -1, -1, -1])
    }

    @Test(
        "Every data type of the protocol that JSON carries is taken",
        arguments: [
            "FP32", "FP64", "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64", "BOOL", "BYTES",
        ])
    func datatypes(_ datatype: String) throws {
        #expect(try code("[\(Self.tensor(datatype: "\"\(datatype)\""))]").code == nil)
    }

    static let refused: [(String, String)] = [
        ("5", "inputs is a number, expected an array of tensors"), ("[5]", "inputs holds a number, expected tensors"),
        ("[{}]", "a tensor of inputs has no name"), ("[\(tensor("5"))]", "a tensor of inputs has no name"),
        (
            "[\(tensor(datatype: #""FP16""#))]",
            #"the tensor "age" has the datatype "FP16", expected one of FP32, FP64, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, BOOL, BYTES"#
        ),
        ("[\(tensor(#""age""#, "[2, 1, 1]"))]", #"the tensor "age" must have a shape of one or two whole numbers"#),
        ("[\(tensor(#""age""#, "[]"))]", #"the tensor "age" must have a shape of one or two whole numbers"#),
        ("[\(tensor(#""age""#, "[-2]"))]", #"the tensor "age" must have a shape of one or two whole numbers"#),
        ("[\(tensor(#""age""#, "[1.5]"))]", #"the tensor "age" must have a shape of one or two whole numbers"#),
        ("[\(tensor(#""age""#, #"["2"]"#))]", #"the tensor "age" must have a shape of one or two whole numbers"#),
        ("[\(tensor(#""age""#, "[1e999]"))]", #"the tensor "age" must have a shape of one or two whole numbers"#),
        ("[\(tensor(#""age""#, "2"))]", #"the tensor "age" must have a shape of one or two whole numbers"#),
        ("[\(tensor(#""age""#, "[2]", "5"))]", #"the tensor "age" has no data"#),
        ("[\(tensor(#""age""#, "[3]"))]", #"the tensor "age" has 2 values, its shape [3] says otherwise"#),
        (
            "[\(tensor(#""age""#, "[9000000000000000000, 9000000000000000000]"))]",
            #"the tensor "age" has 2 values, its shape [9000000000000000000, 9000000000000000000] says otherwise"#
        ),
        (
            "[\(tensor(#""age""#, "[1, 2]"))]",
            #"the tensor "age" has the shape [1, 2], expected one column, or one tensor with all 5"#
        ),
        (
            "[\(tensor(#""m""#, "[2000000, 0]", "[]"))]",
            #"the tensor "m" has the shape [2000000, 0], which has no columns"#
        ),
        (
            "[\(tensor()), \(tensor(#""code""#, "[1]", "[1]"))]",
            #"the tensor "code" has 1 rows, the first tensor has 2"#
        ),
        ("[\(tensor()), \(tensor())]", #"the tensor "age" stands twice in inputs"#),
    ]

    @Test("A tensor that makes no sense fails its job before memory is taken", arguments: refused)
    func refuses(_ inputs: String, _ message: String) throws {
        let found = try code(inputs)
        #expect(found.code == "bad_job")
        #expect(found.message == message)
    }

    @Test(
        "No tensor, or tensors of no rows, are no rows",
        arguments: ["[]", "[\(tensor(#""age""#, "[0]", "[]"))]", "[\(tensor(#""m""#, "[0, 5]", "[]"))]"])
    func noRows(_ inputs: String) throws {
        #expect(try code(inputs).code == "no_rows")
    }

    @Test("A tensor that the model does not know is ignored; without a known one every row fails")
    func ignores() throws {
        let one = try Fixtures.tree(
            Fixtures.answer(#"{"id": "a", "inputs": [\#(Self.tensor(#""x""#)), \#(Self.tensor())]}"#))
        #expect(one["row_errors"] == nil && one["parameters"]?["ignored"]?.array == [.string("x")])
        let none = try Fixtures.tree(Fixtures.answer(#"{"id": "a", "inputs": [\#(Self.tensor(#""x""#))]}"#))
        #expect(
            none["row_errors"]?.array?.map { $0["code"] } == [.string("missing_feature"), .string("missing_feature")])
    }

    @Test("Errors of several columns come in the order of the rows, one per row")
    func sortsErrors() throws {
        let inputs =
            #"[\#(Self.tensor(#""age""#, "[4]", #"[1, null, "x", 1]"#)), \#(Self.tensor(#""isMale""#, "[4]", "[5, 1, 5, 1]"))]"#
        let answer = try Fixtures.tree(Fixtures.answer(#"{"id": "a", "inputs": \#(inputs)}"#))
        #expect(answer["row_errors"]?.array?.map { $0["row"] } == [.integer(0), .integer(1), .integer(2)])
        #expect(
            answer["row_errors"]?.array?.map { $0["code"] }
                == [.string("wrong_type"), .string("missing_feature"), .string("not_a_number")])
        #expect(answer["outputs"]?.array?[0]["data"]?.array == [.null, .null, .null, .integer(10)])
    }

    @Test("A matrix of one column is that feature's tensor or all the model has")
    func oneColumn() {
        let model = Fixtures.model(features: [Feature(name: "only")])
        for name in ["only", "any"] {
            let batch = Fixtures.batch(
                [Array(#"{"id": "a", "inputs": [\#(Self.tensor("\"\(name)\"", "[2, 1]", "[[1], [2]]"))]}"#.utf8)], model
            )
            #expect(batch.rows == [1, 2])
        }
    }
}
