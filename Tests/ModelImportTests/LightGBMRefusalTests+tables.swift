extension LightGBMRefusalTests {
    static let headerRefusals: [Refusal] = [
        ("version=v4", "version=v5", #"the header: version is "v5", expected v2, v3, v4"#),
        ("version=v4\n", "", "the header has no key version"),
        ("version=v4", "version=v4\nversion=v4", "the header has the key version twice"),
        (
            "label_index=0", "labels=0",
            #"the header has the line "labels", whose meaning is unknown here"#
        ),
        (
            "max_feature_idx=2", "max_feature_idx=-1",
            #"the header: max_feature_idx[0] is "-1", expected a whole number from 0 to 1048575"#
        ),
        (
            "max_feature_idx=2", "max_feature_idx=99999999999999999999",
            #"the header: max_feature_idx[0] is "99999999999999999999", expected a whole number from 0 to 1048575"#
        ),
        ("max_feature_idx=2", "max_feature_idx=3", "the header: feature_names has 3 words, expected 4"),
        ("feature_names=a b c", "feature_names=a b a", #"the header: feature_names has the name "a" twice"#),
        (
            "feature_infos=[0:9] -1:0:1:40 none", "feature_infos=[0:9] none",
            "the header: feature_infos has 2 words, expected 3"
        ),
        (
            "feature_infos=[0:9] -1:0:1:40 none", "feature_infos=[0:9] 0:x none",
            #"the header: feature_infos[1] is "0:x", expected none, [minimum:maximum] or category codes"#
        ),
        (
            "num_class=1", "num_class=2",
            "the header has num_class 2 and num_tree_per_iteration 1, expected 1 of the objective binary"
        ),
        (
            "num_class=1", "num_class=0",
            #"the header: num_class[0] is "0", expected a whole number from 1 to 16384"#
        ),
        (
            "num_class=1\nnum_tree_per_iteration=1\n", "num_class=3\nnum_tree_per_iteration=1000000000\n",
            #"the header: num_tree_per_iteration[0] is "1000000000", expected a whole number from 1 to 16384"#
        ),
        (
            "num_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=2\nobjective=binary sigmoid:1",
            "num_class=3\nlabel_index=0\nmax_feature_idx=2\nobjective=multiclass num_class:3",
            "the model has 2 trees, expected a multiple of 3, one iteration's"
        ),
    ]

    private static func objective(_ words: String, _ sentence: String) -> Refusal {
        ("objective=binary sigmoid:1", words, sentence)
    }

    static let objectiveRefusals: [Refusal] = [
        objective(
            "objective=tobit",
            "the header has the objective tobit, which is unknown, so how raw scores become predictions is too"),
        objective("objective=binary", #"the header: objective has the sigmoid "", expected a finite number above 0"#),
        objective(
            "objective=binary sigmoid:0",
            #"the header: objective has the sigmoid "0", expected a finite number above 0"#),
        objective(
            "objective=binary sigmoid:nan",
            #"the header: objective has the sigmoid "nan", expected a finite number above 0"#),
        objective(
            "objective=binary sigmoid:1 odd",
            #"the header: objective has the word "odd", whose meaning is unknown here"#),
        objective(
            "objective=poisson sqrt",
            #"the header: objective has the word "sqrt", whose meaning is unknown here"#),
        objective(
            "objective=multiclass num_class:1", #"the header: objective has num_class "1", expected 2 to 16384"#),
        objective(
            "objective=softmax", #"the header: objective has num_class "", expected 2 to 16384"#),
        objective(
            "objective=ova num_class:3 sigmoid:1",
            "the header has num_class 1 and num_tree_per_iteration 1, expected 3 of the objective multiclassova"),
    ]

    static let treeRefusals: [Refusal] = [
        ("Tree=1", "Tree=2", #"the tree 1 starts with "Tree=2", expected "Tree=1""#),
        ("num_leaves=3\n", "", "Tree=0 has no key num_leaves"),
        ("num_leaves=3", "num_leaves=4", "Tree=0: leaf_value has 3 numbers, expected 4"),
        ("num_leaves=3", "num_leaves=2", "Tree=0: leaf_value has more than 2 numbers"),
        (
            "num_leaves=3", "num_leaves=0",
            #"Tree=0: num_leaves[0] is "0", expected a whole number from 1 to 33554432"#
        ),
        ("num_leaves=3", "num_leaves=30000000", "Tree=0: leaf_value has 3 numbers, expected 30000000"),
        (
            "num_leaves=3", "num_leaves=2000000000",
            #"Tree=0: num_leaves[0] is "2000000000", expected a whole number from 1 to 33554432"#
        ),
        ("num_leaves=3", "num_leaves=", "Tree=0: num_leaves has 0 numbers, expected 1"),
        ("num_leaves=3", "num_leaves=3\nnum_leaves=3", "Tree=0 has the key num_leaves twice"),
        ("split_gain=1 1", "leaf_depth=1 1", #"Tree=0 has the line "leaf_depth", whose meaning is unknown here"#),
        ("split_feature=0 1", "split_feature=0", "Tree=0: split_feature has 1 numbers, expected 2"),
        (
            "split_feature=0 1", "split_feature=0 3",
            #"Tree=0: split_feature[1] is "3", expected a whole number from 0 to 2"#
        ),
        (
            "split_feature=0 1", "split_feature=-1 1",
            #"Tree=0: split_feature[0] is "-1", expected a whole number from 0 to 2"#
        ),
        ("threshold=0.5 0", "threshold=nan 0", "Tree=0: threshold[0] is nan, which is not finite"),
        ("threshold=0.5 0", "threshold=0,5 0", #"Tree=0: threshold[0] is "0,5", expected a number"#),
        ("leaf_value=1 2 3", "leaf_value=1 nan 3", "Tree=0: leaf_value[1] is nan, which is not finite"),
        ("leaf_value=1 2 3", "leaf_value=1 2 -inf", "Tree=0: leaf_value[2] is -inf, which is not finite"),
        ("leaf_value=1 2 3", "leaf_value=1 2 1e999", "Tree=0: leaf_value[2] is inf, which is not finite"),
        ("leaf_value=1 2 3", "leaf_value=1 2 0x1", #"Tree=0: leaf_value[2] is "0x1", expected a number"#),
        (
            "decision_type=2 1", "decision_type=2 12",
            #"Tree=0: decision_type[1] is "12", expected a whole number from 0 to 11"#
        ),
        (
            "left_child=1 -1", "left_child=2 -1",
            #"Tree=0: left_child[0] is "2", expected a whole number from -3 to 1"#
        ),
        (
            "right_child=-2 -3", "right_child=-2 -4",
            #"Tree=0: right_child[1] is "-4", expected a whole number from -3 to 1"#
        ),
        ("right_child=-2 -3", "right_child=-2 -1", "Tree=0 has two ways to the leaf 0, so it is no tree"),
        ("right_child=-2 -3", "right_child=-2 0", "Tree=0 has two ways to the split 0, so it is no tree"),
        ("right_child=-2 -3", "right_child=-2 1", "Tree=0 has two ways to the split 1, so it is no tree"),
        ("left_child=1 -1", "left_child=0 -1", "Tree=0 has two ways to the split 0, so it is no tree"),
        ("left_child=1 -1", "left_child=-1 1", "Tree=0 has no way to the split 1"),
    ]

    static let categoryRefusals: [Refusal] = [
        (
            "threshold=0.5 0", "threshold=0.5 1",
            "Tree=0: threshold[1] is 1.0 at a categorical split, expected the number of one of 1 sets"
        ),
        (
            "threshold=0.5 0", "threshold=0.5 0.5",
            "Tree=0: threshold[1] is 0.5 at a categorical split, expected the number of one of 1 sets"
        ),
        (
            "threshold=0.5 0", "threshold=0.5 inf",
            "Tree=0: threshold[1] is inf at a categorical split, expected the number of one of 1 sets"
        ),
        (
            "num_cat=1", "num_cat=0",
            "Tree=0: threshold[1] is 0.0 at a categorical split, expected the number of one of 0 sets"
        ),
        ("num_cat=1", "num_cat=60000000", "Tree=0: cat_boundaries has 2 numbers, expected 60000001"),
        ("cat_boundaries=0 2", "cat_boundaries=1 2", "Tree=0: cat_boundaries[0] is 1, expected 0"),
        (
            "num_cat=1", "num_cat=2",
            "Tree=0: cat_boundaries has 2 numbers, expected 3"
        ),
        ("cat_boundaries=0 2", "cat_boundaries=0 3", "Tree=0: cat_threshold has 2 numbers, expected 3"),
        ("cat_boundaries=0 2", "cat_boundaries=0 1", "Tree=0: cat_threshold has more than 1 numbers"),
        (
            "cat_boundaries=0 2", "cat_boundaries=0 900000000",
            "Tree=0: cat_threshold has 2 numbers, expected 900000000"
        ),
        (
            "cat_threshold=1 256", "cat_threshold=1 4294967296",
            #"Tree=0: cat_threshold[1] is "4294967296", expected a whole number from 0 to 4294967295"#
        ),
        (
            "num_cat=1\nsplit_feature=0 1", "num_cat=2\nsplit_feature=0 1\ncat_boundaries=0 2 1",
            "Tree=0 has the key cat_boundaries twice"
        ),
    ]

    static let linearRefusals: [Refusal] = [
        ("is_linear=1", "is_linear=2", #"Tree=1: is_linear[0] is "2", expected a whole number from 0 to 1"#),
        ("leaf_const=100 200\n", "", "Tree=1 has no key leaf_const"),
        ("leaf_const=100 200", "leaf_const=100 inf", "Tree=1: leaf_const[1] is inf, which is not finite"),
        ("num_features=1 2", "num_features=1 3", "Tree=1: leaf_features has 3 numbers, expected 4"),
        (
            "num_features=1 2", "num_features=1 4",
            #"Tree=1: num_features[1] is "4", expected a whole number from 0 to 3"#
        ),
        (
            "leaf_features=0  0 2", "leaf_features=0  0 3",
            #"Tree=1: leaf_features[2] is "3", expected a whole number from 0 to 2"#
        ),
        ("leaf_coeff=2  1 3", "leaf_coeff=2  1", "Tree=1: leaf_coeff has 2 numbers, expected 3"),
        ("leaf_coeff=2  1 3", "leaf_coeff=2  1 nan", "Tree=1: leaf_coeff[2] is nan, which is not finite"),
    ]

    static let trailerRefusals: [Refusal] = [
        ("end of parameters\n", "", #"the file ends before its line "end of parameters": it was cut"#),
        (
            "end of parameters\n", "end of parameters\nparser:\n{}\n",
            #"the file ends before its line "end of parser": it was cut"#
        ),
        (
            "pandas_categorical:null\n", "pandas_categorical:null\npandas_categorical:null\n",
            "the file has the line pandas_categorical twice"
        ),
        (
            "pandas_categorical:null", #"pandas_categorical:[["a","b"]"#,
            "the JSON of pandas_categorical breaks at byte 10: an array does not end"
        ),
        (
            "pandas_categorical:null", #"pandas_categorical:[[["a"]]]"#,
            "the JSON of pandas_categorical breaks at byte 2: expected a text"
        ),
        (
            "pandas_categorical:null", #"pandas_categorical:[["1", 1]]"#,
            #"pandas_categorical[0] has the category "1" twice"#
        ),
    ]
}
