import ScoringModel
import Testing

@testable import ModelTraining

/// Bytes in, one sentence out.
@Suite struct BadTableTests {
    @Test(arguments: [
        ("", "t.csv is empty; its first line must name the columns"),
        ("a,y\n", "t.csv has a header but no rows"),
        ("first,second\n1,2\n", "r.yaml, line 3: t.csv has no column y; its columns are first, second"),
        ("first,Y\n1,2\n", "r.yaml, line 3: t.csv has no column y; did you mean Y?"),
        ("a,y\n1,2\n3\n", "t.csv, line 3: expected 2 cells, found 1"),
        ("a,y\n1,2,9\n", "t.csv, line 2: expected 2 cells, found 3"),
        ("a,a\n1,2\n", "t.csv, line 1: two columns have the name a"),
        ("a,y\n1,x\n2,x\n", "t.csv: the target y has only the value x; there is nothing to learn"),
        ("a,y\n1,\n2,NA\n", "t.csv: the target y has no values; there is nothing to learn"),
        (
            "a,y\n1,p\n2,q\n3,q\n",
            "t.csv: the class p of the target y has 1 row, and needs 2: one to learn from, one to judge by"
        ),
        ("y\np\nq\n", "r.yaml: no column is left as a feature"),
        ("a,y\n,p\nNA,q\n", "t.csv: the column a has no values; exclude it or declare its type"),
        (
            "a,y\n1e999,p\n2,p\n3,q\n4,q\n",
            "t.csv, line 2: the row has a value for a that is outside the range of Float32"
        ),
    ])
    func `a table that can't be trained from is refused`(table: String, message: String) throws {
        #expect(try TrainingFolder(table: table).problem() == message)
    }

    @Test(arguments: [
        (
            "data:\n  files: t.csv\n  filters:\n    - distinct_rows\n    - ordinary_day\n",
            "r.yaml, line 6: no filter ordinary_day is registered; did you mean ordinary_days?"
        ),
        (
            "data: {source: flight_with_weather}\n",
            "r.yaml, line 2: no source flight_with_weather is registered; did you mean flights_with_weather?"
        ),
    ])
    func `a source or a filter that is not registered is an error of the recipe`(data: String, message: String) throws {
        let refusal = try TrainingFolder("name: m\n" + data + "target: y\n", table: "a,y\n1,2\n").refusal()
        #expect(refusal?.description == message)
        #expect(refusal?.kind == .recipe)
    }

    @Test func `a table that is not there is named`() throws {
        #expect(try TrainingFolder().problem().hasPrefix("t.csv can't be opened"))
    }

    @Test(arguments: [
        // One slip among numbers, found by its line.
        (1...20).map { "\($0 == 7 ? "1,5" : "\($0)")" },
        (1...20).map { "\($0 == 7 ? "-" : "\($0)")" },
    ])
    func `a text among numbers is a mistake until it is declared`(cells: [String]) throws {
        let rows = cells.enumerated().map { "\"\($1)\",\($0 % 2 == 0 ? "p" : "q")\n" }.joined()
        let folder = try TrainingFolder(table: "a,y\n" + rows)
        #expect(
            try folder.problem()
                == "t.csv, line 8: the column a has the text \"\(cells[6])\" among numbers; correct it, or declare the column's type"
        )
    }

    @Test func `free text is no category unless the recipe says so`() throws {
        let rows = (0..<30).map { "note \($0),\($0 % 2 == 0 ? "p" : "q")\n" }.joined()
        #expect(
            try TrainingFolder(table: "a,y\n" + rows).problem()
                == "t.csv: the column a has 30 different texts, as keys and free text do; exclude it, or declare it categorical"
        )
        let declared = TrainingFolder.recipe + "features: {types: {a: categorical}}\nrounds: 2\n"
        #expect(try TrainingFolder(declared, table: "a,y\n" + rows).problem() == "no error")
    }

    private static let table = "a,b,y\n" + (0..<20).map { "\($0),\($0 % 2),\($0 % 2 == 0 ? "p" : "q")\n" }.joined()

    @Test(arguments: [
        ("features: {exclude: [aa]}", "r.yaml, line 4: t.csv has no column aa; did you mean a?"),
        ("features: {include: [a], exclude: [y]}", "r.yaml, line 4: y is the target and can't be a feature"),
        ("features: {include: [a], required: [b]}", "r.yaml, line 4: b is not among the features"),
        ("features: {exclude: [a], types: {a: numeric}}", "r.yaml, line 4: a is not among the features"),
        (
            "features: {unseen: {a: error}}",
            "r.yaml, line 4: a is numeric; only a categorical feature has unseen categories"
        ),
        ("features: {types: {a: boolean}}", "t.csv, line 4: the row has the number 2 for a, which is true or false"),
        (
            "features: {types: {b: numeric}, categories: {b: [x]}}",
            "r.yaml, line 4: b has categories but is declared numeric"
        ),
        (
            "features: {categories: {b: [0]}, unseen: {b: error}}",
            "t.csv, line 3: the row has the category \"1\" for b, which training never saw"
        ),
        (
            "features: {missing: {a: 3}, required: [a]}",
            "t.csv, line 5: the row has no value for the required feature a"
        ),
        ("task: multiclass", "r.yaml, line 4: the target y has 2 classes; say task: binary"),
        ("task: regression", "t.csv, line 2: the target y is \"p\", which is no number that Float32 holds"),
        ("positive: r", "r.yaml, line 4: positive is r, but the classes are p and q"),
        (
            "parameters: {objective: binary:logisti}",
            "r.yaml, line 4: parameters.objective is binary:logisti; a binary task has binary:logistic; did you mean "
                + "binary:logistic?"
        ),
        (
            "parameters: {booster: gbliner}",
            "r.yaml, line 4: parameters.booster is gbliner; expected gbtree, dart, gblinear; did you mean gblinear?"
        ),
        (
            "parameters: {eta: 0.5, booster: gblinear}\nfeatures: {types: {b: categorical}}",
            "r.yaml, line 4: parameters.booster is gblinear, which would take the categories of b for amounts; exclude it, or "
                + "use gbtree or dart"
        ),
        (
            "parameters: {booster: gblinear, max_depth: 3}",
            "r.yaml, line 4: XGBoost does not use parameters.max_depth with the recipe's other settings"
        ),
        (
            "parameters: {booster: gblinear, feature_selectr: cyclic}",
            "r.yaml, line 4: XGBoost does not know or does not use parameters.feature_selectr; did you mean feature_selector?"
        ),
        (
            "parameters: {rate_drop: 0.1}",
            "r.yaml, line 4: XGBoost does not use parameters.rate_drop with the recipe's other settings"
        ),
        (
            "parameters: {eval_metric: auc}",
            "r.yaml, line 4: parameters.eval_metric can't be set: use the recipe's key metric"
        ),
    ])
    func `a recipe that does not fit its table is refused`(line: String, message: String) throws {
        #expect(try TrainingFolder(TrainingFolder.recipe + line + "\n", table: Self.table).problem() == message)
    }

    @Test func `a target of a few whole numbers must be declared`() throws {
        let rows = (0..<30).map { "\($0),\($0 % 3)\n" }.joined()
        #expect(
            try TrainingFolder(table: "a,y\n" + rows).problem()
                == "r.yaml, line 3: the target y has 3 different whole numbers; say task: multiclass or task: regression"
        )
    }

    @Test func `byte-order mark, CRLF, quoted newlines and blank lines change nothing`() throws {
        let plain = "a,b c,y\n" + (0..<40).map { "\($0),k\($0 % 3),\($0 % 2 == 0 ? "p" : "q")\n" }.joined()
        let odd =
            "\u{FEFF}a,\"b c\",y\r\n\r\n"
            + (0..<40).map { "\"\($0)\",\"k\($0 % 3)\",\($0 % 2 == 0 ? "p" : "q")\r\n" }.joined()
        var one = try TrainingFolder(table: plain).train().model
        let two = try TrainingFolder(table: odd).train().model
        #expect(one.manifest.training?.dataSHA256 != two.manifest.training?.dataSHA256)
        one.manifest.training?.dataSHA256 = two.manifest.training?.dataSHA256 ?? ""
        #expect(one.manifest == two.manifest)
        #expect(one.predictor == two.predictor)
    }

    @Test func `a newline inside of a category is part of its name`() throws {
        let table = "a,y\n" + (0..<40).map { "\"k\n\($0 % 2)\",\($0 % 2 == 0 ? "p" : "q")\n" }.joined()
        #expect(try TrainingFolder(table: table).train().model.manifest.features[0].categories == ["k\n0", "k\n1"])
    }
}
