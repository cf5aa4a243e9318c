@testable import ModelImport

/// The text of a model with two small trees, whose parts a test replaces.
enum LightGBMModelText {
    private static let header = """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=2
        objective=binary sigmoid:1
        feature_names=a b c
        feature_infos=[0:9] -1:0:1:40 none

        """

    private static let first = """
        Tree=0
        num_leaves=3
        num_cat=1
        split_feature=0 1
        split_gain=1 1
        threshold=0.5 0
        decision_type=2 1
        left_child=1 -1
        right_child=-2 -3
        leaf_value=1 2 3
        cat_boundaries=0 2
        cat_threshold=1 256
        is_linear=0
        shrinkage=1


        """

    private static let second = """
        Tree=1
        num_leaves=2
        num_cat=0
        split_feature=2
        threshold=1.5
        decision_type=8
        left_child=-1
        right_child=-2
        leaf_value=10 20
        is_linear=1
        leaf_const=100 200
        num_features=1 2
        leaf_features=0  0 2
        leaf_coeff=2  1 3
        shrinkage=0.1


        """

    private static let trailer = """
        end of trees

        feature_importances:
        a=1

        parameters:
        [boosting: gbdt]
        [precise_float_parser: 0]

        end of parameters

        pandas_categorical:null

        """

    static let plain = header + "\n" + first + second + trailer
    /// The same with the sizes of its trees.
    static let sized =
        header + "tree_sizes=\(first.utf8.count) \(second.utf8.count)\n\n" + first + second + trailer
    static let firstSize = first.utf8.count
    static let secondSize = second.utf8.count

    /// The plain model with a one-tree chain of `depth` splits, each with a leaf on its left.
    static func chain(_ depth: Int) -> String {
        let splits = 0..<depth
        let tree = """
            Tree=0
            num_leaves=\(depth + 1)
            num_cat=0
            split_feature=\(splits.map { _ in "0" }.joined(separator: " "))
            threshold=\(splits.map { _ in "1" }.joined(separator: " "))
            left_child=\(splits.map { "\(~$0)" }.joined(separator: " "))
            right_child=\(splits.map { $0 + 1 < depth ? "\($0 + 1)" : "\(~depth)" }.joined(separator: " "))
            leaf_value=\((0...depth).map { "\($0)" }.joined(separator: " "))


            """
        return header + "\n" + tree + trailer
    }

    static func replacing(_ old: String, _ new: String) -> String { ModelText.replacing(plain, [(old, new)]) }
}
