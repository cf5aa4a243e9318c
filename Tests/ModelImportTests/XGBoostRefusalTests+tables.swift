/// What is replaced in a model, by what, and the sentence that follows.
typealias Refusal = (old: String, new: String, sentence: String)

private let firstTree = "learner.gradient_booster.model.trees[0]"

extension XGBoostRefusalTests {
    private static let parameters = "learner.learner_model_param"

    private static func objective(_ name: String, _ sentence: String) -> Refusal {
        (#""name":"binary:logistic""#, #""name":"\#(name)""#, sentence)
    }

    static let learnerRefusals: [Refusal] = [
        (
            #""version":[3,2,0]"#, #""version":[4,0,0]"#,
            "the file was written by XGBoost 4.0.0, expected version 1 to 3"
        ),
        (
            #""version":[3,2,0]"#, #""version":[0,90,0]"#,
            "the file was written by XGBoost 0.90.0, expected version 1 to 3"
        ),
        (#""version":[3,2,0]"#, #""version":[3,2]"#, "version has 2 elements, expected 3"),
        (#""version":[3,2,0]"#, #""version":[3,2.5,0]"#, "version has 2.5 at 1, expected a whole number from 0"),
        (#","version":[3,2,0]"#, "", "the file has no member version"),
        (
            #""num_feature":"2","num_t"#, #""num_feature":"0","num_t"#,
            #"\#(parameters).num_feature is the text "0", expected a whole number, 1 to 1048576"#
        ),
        (
            #""num_feature":"2","num_t"#, #""num_feature":"2000000","num_t"#,
            #"\#(parameters).num_feature is the text "2000000", expected a whole number, 1 to 1048576"#
        ),
        (#"["a","b"]"#, #"["a"]"#, "learner.feature_names has 1 elements, expected 2"),
        (#"["a","b"]"#, #"["a","a"]"#, #"learner.feature_names has the name "a" twice"#),
        (#"["a","b"]"#, #"["a",""]"#, "learner.feature_names has an empty name at 1"),
        (#"["a","b"]"#, #"[1,2]"#, "learner.feature_names is an array of 2 numbers, expected an array"),
        (#"["float","c"]"#, #"["c"]"#, "learner.feature_types has 1 elements, expected 2"),
        (
            #"["float","c"]"#, #"["float","m"]"#,
            #"learner.feature_types has "m" at 1, expected float, q, int, i or c"#
        ),
        (
            #""num_target":"1"},"objective":{"name":"binary:logistic""#,
            #""num_target":"2"},"objective":{"name":"rank:ndcg""#,
            "the objective rank:ndcg has num_target 2, expected 1"
        ),
        (#""num_class":"0""#, #""num_class":"3""#, "the objective binary:logistic has num_class 3, expected 0 or 1"),
        (
            #""num_class":"0""#, #""num_class":"-1""#,
            #"\#(parameters).num_class is the text "-1", expected a whole number, 0 to 16384"#
        ),
        (
            #""num_class":"0","num_feature":"2","num_target":"1""#,
            #""num_class":"2","num_feature":"2","num_target":"2""#,
            "\(parameters) has 2 classes and 2 targets, expected one of them at most 1"
        ),
        objective("multi:softprob", "the objective multi:softprob has num_class 0, expected 2 or more"),
        objective(
            "my:loss",
            "the objective my:loss is unknown, so how its margins become predictions is too: docs/import.md lists those that "
                + "are taken"),
        (#""[5E-1]""#, "0.5", "\(parameters).base_score is 0.5, expected a text"),
        (#""[5E-1]""#, #""""#, #"\#(parameters).base_score is "", expected a number or an array of numbers"#),
        (#""[5E-1]""#, #""[]""#, #"\#(parameters).base_score is "[]", expected a number or an array of numbers"#),
        (#""[5E-1]""#, #""[5E-1""#, #"\#(parameters).base_score is "[5E-1", which does not end with ]"#),
        (#""[5E-1]""#, #""NaN""#, #"\#(parameters).base_score is "NaN", expected a number or an array of numbers"#),
        (#""[5E-1]""#, #""1e99""#, #"\#(parameters).base_score is "1e99", expected finite numbers"#),
        (#""[5E-1]""#, #""[5E-1,5E-1]""#, "\(parameters).base_score has 2 numbers, expected 1 or 1"),
        (
            #""[5E-1]""#, #""1.5""#,
            "the base score of binary:logistic is 1.5, expected a probability between 0 and 1"
        ),
        (
            #""attributes":{}"#, #""attributes":{"best_iteration":"1"}"#,
            "learner.attributes.best_iteration is 1, but the model has 1 iterations: name the wanted ones"
        ),
        (
            #""attributes":{}"#, #""attributes":{"best_iteration":"-1"}"#,
            #"learner.attributes.best_iteration is the text "-1", expected a whole number, 0 or more"#
        ),
    ]

    static let boosterRefusals: [Refusal] = {
        let model = "learner.gradient_booster.model"
        let encoded = #""cats":{"enc":[]"#
        return [
            (#""name":"gbtree""#, #""name":"dart""#, "learner.gradient_booster has no member gbtree"),
            (#""name":"gbtree""#, #""name":"gblinear""#, "\(model) has no member weights"),
            (
                #""name":"gbtree""#, #""name":"gbforest""#,
                "the booster gbforest is unknown, expected gbtree, dart or gblinear"
            ),
            (
                #""name":"gbtree""#, #""name":"gbtree","weight_drop":[1E0,1E0]"#,
                "learner.gradient_booster.weight_drop has 2 elements, expected at most 1, one per tree"
            ),
            (
                #""name":"gbtree""#, #""name":"gbtree","weight_drop":[NaN]"#,
                "learner.gradient_booster.weight_drop[0] is nan, which is not finite"
            ),
            (
                #""name":"gbtree""#, #""name":"gbtree","weight_drop":1"#,
                "learner.gradient_booster.weight_drop is 1, expected an array of numbers"
            ),
            (
                #""size_leaf_vector":"1""#, #""size_leaf_vector":"3""#,
                "\(firstTree) has leaves of 3 numbers, expected 1, one per output"
            ),
            (
                #""sum_hessian""#, #""leaf_weights":[1E0],"sum_hessian""#,
                "\(firstTree).leaf_weights are there, but tree_param.size_leaf_vector says that a leaf is one number"
            ),
            (
                #""num_trees":"1""#, #""num_trees":"1","size_leaf_vector":"3""#,
                "\(model).gbtree_model_param.size_leaf_vector is above 1, which no XGBoost that writes it has a meaning for"
            ),
            (#""num_trees":"1""#, #""num_trees":"2""#, "\(model).trees has 1 elements, expected num_trees, 2"),
            (#""tree_info":[0]"#, #""tree_info":[]"#, "\(model).tree_info has 0 elements, expected 1"),
            (#""tree_info":[0]"#, #""tree_info":[1]"#, "\(model).tree_info[0] is 1, expected one of 0 to 0"),
            (
                #""iteration_indptr":[0,1]"#, #""iteration_indptr":[0,2]"#,
                "\(model).iteration_indptr ends with 2, expected the number of trees, 1"
            ),
            (
                #""iteration_indptr":[0,1]"#, #""iteration_indptr":[0,1,0]"#,
                "\(model).iteration_indptr[2] is 0, expected offsets that rise from 0"
            ),
            (
                #""iteration_indptr":[0,1]"#, #""iteration_indptr":[1]"#,
                "\(model).iteration_indptr[0] is 1, expected offsets that rise from 0"
            ),
            (
                #""iteration_indptr":[0,1]"#, #""iteration_indptr":[]"#,
                "\(model).iteration_indptr ends with 0, expected the number of trees, 1"
            ),
            (
                #""num_parallel_tree":"1","num_trees":"1"},"iteration_indptr":[0,1]"#,
                #""num_parallel_tree":"2","num_trees":"1"},"iteration":0"#,
                "\(model).trees has 1 elements, expected a multiple of 2, one iteration's"
            ),
            (
                encoded, #""cats":{"enc":[{"offsets":[],"values":[]}]"#,
                "\(model).cats.enc has 1 elements, expected 2"
            ),
            (
                encoded, #""cats":{"enc":[{"offsets":[0,1],"values":[97]},{"offsets":[],"values":[]}]"#,
                "the feature a has categories, but its type is not c"
            ),
            (
                encoded, #""cats":{"enc":[{"offsets":[],"values":[]},{"offsets":[0,1,2],"values":[97,97]}]"#,
                #"\#(model).cats.enc[1] has the category "a" twice"#
            ),
            (
                encoded, #""cats":{"enc":[{"offsets":[],"values":[]},{"offsets":[0,2,1],"values":[97,97]}]"#,
                "\(model).cats.enc[1] has the offset 1 at 2, expected them to rise from 0"
            ),
            (
                encoded, #""cats":{"enc":[{"offsets":[],"values":[]},{"offsets":[0,3],"values":[97,97]}]"#,
                "\(model).cats.enc[1] has the offset 3 at 1, expected them to rise from 0"
            ),
            (
                encoded, #""cats":{"enc":[{"offsets":[],"values":[]},{"offsets":[0,1],"values":[97,98]}]"#,
                "\(model).cats.enc[1] has offsets up to 1, expected the number of bytes, 2"
            ),
            (
                encoded, #""cats":{"enc":[{"offsets":[],"values":[]},{"offsets":[0,1],"values":[256]}]"#,
                "\(model).cats.enc[1] has the value 256 at 0, expected a byte"
            ),
            (
                encoded, #""cats":{"enc":[{"offsets":[],"values":[]},{"type":7,"values":[1]}]"#,
                "\(model).cats.enc[1].type is 7, expected a whole number, 9 to 16"
            ),
        ]
    }()

    static let treeRefusals: [Refusal] = {
        let children = "expected -1 twice or two neighbours from 1 to 2"
        return [
            (#""num_nodes":"3""#, #""num_nodes":"4""#, "\(firstTree).left_children has 3 elements, expected 4"),
            (
                #""num_nodes":"3""#, #""num_nodes":"0""#,
                #"\#(firstTree).tree_param.num_nodes is the text "0", expected a whole number, 1 to 67108864"#
            ),
            (
                #""num_nodes":"3""#, #""num_nodes":"99999999999""#,
                #"\#(firstTree).tree_param.num_nodes is the text "99999999999", expected a whole number, 1 to 67108864"#
            ),
            (#""id":0"#, #""id":1"#, "\(firstTree).id is 1, expected a whole number, 0 to 0"),
            (
                #""right_children":[2,-1,-1]"#, #""right_children":[2,-1]"#,
                "\(firstTree).right_children has 2 elements, expected 3"
            ),
            (
                #""split_indices":[0,0,0]"#, #""split_indices":[0]"#,
                "\(firstTree).split_indices has 1 elements, expected 3"
            ),
            (
                #""split_conditions":[5E-1,-1E0,1E0]"#, #""split_conditions":[5E-1]"#,
                "\(firstTree).split_conditions has 1 elements, expected 3"
            ),
            (#""default_left":[0,0,0]"#, #""default_left":[]"#, "\(firstTree).default_left has 0 elements, expected 3"),
            (#""split_type":[0,0,0]"#, #""split_type":[0,0]"#, "\(firstTree).split_type has 2 elements, expected 3"),
            (
                #""sum_hessian":[1E0,1E0,1E0]"#, #""sum_hessian":[1E0]"#,
                "\(firstTree).sum_hessian has 1 elements, expected 3"
            ),
            (#""parents":[2147483647,0,0]"#, #""parents":[]"#, "\(firstTree).parents has 0 elements, expected 3"),
            (
                #""left_children":[1,-1,-1]"#, #""left_children":[2,-1,-1]"#,
                "\(firstTree) node 0 has the children 2 and 2, \(children)"
            ),
            (
                #""left_children":[1,-1,-1]"#, #""left_children":[0,-1,-1]"#,
                "\(firstTree) node 0 has the children 0 and 2, \(children)"
            ),
            (
                #""left_children":[1,-1,-1]"#, #""left_children":[-1,-1,-1]"#,
                "\(firstTree) node 0 has the children -1 and 2, \(children)"
            ),
            (
                #""left_children":[1,-1,-1]"#, #""left_children":[9223372036854775807,-1,-1]"#,
                "\(firstTree) node 0 has the children 9223372036854775807 and 2, \(children)"
            ),
            (
                #""left_children":[1,-1,-1]"#, #""left_children":[9223372036854775808,-1,-1]"#,
                "\(firstTree) node 0 has children that are no whole numbers"
            ),
            (
                #""left_children":[1,-1,-1]"#, #""left_children":[1.5,-1,-1]"#,
                "\(firstTree) node 0 has children that are no whole numbers"
            ),
            (
                #""right_children":[2,-1,-1]"#, #""right_children":[3,-1,-1]"#,
                "\(firstTree) node 0 has the children 1 and 3, \(children)"
            ),
            (
                #""left_children":[1,-1,-1],"loss_changes":[0E0,0E0,0E0],"parents":[2147483647,0,0],"right_children":[2,-1,-1]"#,
                #""left_children":[1,1,-1],"right_children":[2,2,-1]"#,
                "\(firstTree) node 1 has two parents, so this is no tree"
            ),
            (
                #""split_indices":[0,0,0]"#, #""split_indices":[2,0,0]"#,
                "\(firstTree) node 0 splits on feature 2, expected one of 0 to 1"
            ),
            (
                #""split_indices":[0,0,0]"#, #""split_indices":[-1,0,0]"#,
                "\(firstTree) node 0 splits on feature -1, expected one of 0 to 1"
            ),
            (
                #""split_type":[0,0,0]"#, #""split_type":[2,0,0]"#,
                "\(firstTree) node 0 has the split type 2, expected 0 or 1"
            ),
            (
                #""default_left":[0,0,0]"#, #""default_left":[2,0,0]"#,
                "\(firstTree) node 0 has the default side 2, expected 0 or 1"
            ),
            (
                #""split_conditions":[5E-1,"#, #""split_conditions":[NaN,"#,
                "\(firstTree) node 0 has the threshold nan, which is not finite"
            ),
            (
                #""split_conditions":[5E-1,-1E0,1E0]"#, #""split_conditions":[5E-1,-1E0,Infinity]"#,
                "\(firstTree) node 2 has the leaf value inf, which is not finite"
            ),
            (
                #""split_conditions":[5E-1,-1E0,1E0]"#, #""split_conditions":[5E-1,-1E99,1E0]"#,
                "\(firstTree) node 1 has the leaf value -inf, which is not finite"
            ),
            (
                #""split_type":[0,0,0]"#, #""split_type":[1,0,0]"#,
                "\(firstTree) node 0 is a categorical split without a set of categories"
            ),
        ]
    }()

    static let categoryRefusals: [Refusal] = [
        (
            #""categories":[3]"#, #""categories":[16777216]"#,
            "\(firstTree) node 0 has the category code 16777216, expected one of 0 to 16777215"
        ),
        (
            #""categories":[3]"#, #""categories":[-1]"#,
            "\(firstTree) node 0 has the category code -1, expected one of 0 to 16777215"
        ),
        (
            #""categories":[3]"#, #""categories":[]"#,
            "\(firstTree) has a category set of 1 codes from 0 at node 0, expected one or more behind 0 inside the 0 of "
                + "categories"
        ),
        (
            #""categories_sizes":[1]"#, #""categories_sizes":[0]"#,
            "\(firstTree) has a category set of 0 codes from 0 at node 0, expected one or more behind 0 inside the 1 of "
                + "categories"
        ),
        (
            #""categories_sizes":[1]"#, #""categories_sizes":[9007199254740991]"#,
            "\(firstTree) has a category set of 9007199254740991 codes from 0 at node 0, expected one or more behind 0 inside the "
                + "1 of categories"
        ),
        (
            #""categories_segments":[0]"#, #""categories_segments":[-1]"#,
            "\(firstTree) has a category set of 1 codes from -1 at node 0, expected one or more behind 0 inside the 1 of "
                + "categories"
        ),
        (
            #""categories_segments":[0]"#, #""categories_segments":[0,0]"#,
            "\(firstTree).categories_segments has 2 elements, expected 1"
        ),
        (
            #""categories_nodes":[0]"#, #""categories_nodes":[3]"#,
            "\(firstTree).categories_nodes[0] names node 3, expected each of the tree's once"
        ),
        (
            #""categories_nodes":[0]"#, #""categories_nodes":[1]"#,
            "\(firstTree) node 0 is a categorical split without a set of categories"
        ),
        (
            #""categories_nodes":[0],"categories_segments":[0],"categories_sizes":[1]"#,
            #""categories_nodes":[0,0],"categories_segments":[0,0],"categories_sizes":[1,1]"#,
            "\(firstTree).categories_nodes[1] names node 0, expected each of the tree's once"
        ),
        (
            #""categories_nodes":[0],"categories_segments":[0],"categories_sizes":[1]"#,
            #""categories_nodes":[0,1],"categories_segments":[0,0],"categories_sizes":[1,1]"#,
            "\(firstTree) has a category set of 1 codes from 0 at node 1, expected one or more behind 1 inside the 1 of "
                + "categories"
        ),
    ]
}
