/// The JSON of a model with one tree of one split, whose parts a test replaces.
enum ModelText {
    static let plain = """
        {"learner":{"attributes":{},"feature_names":["a","b"],"feature_types":["float","c"],\
        "gradient_booster":{"model":{"cats":{"enc":[],"feature_segments":[],"sorted_idx":[]},\
        "gbtree_model_param":{"num_parallel_tree":"1","num_trees":"1"},"iteration_indptr":[0,1],"tree_info":[0],\
        "trees":[{"base_weights":[0E0,0E0,0E0],"categories":[],"categories_nodes":[],"categories_segments":[],\
        "categories_sizes":[],"default_left":[0,0,0],"id":0,"left_children":[1,-1,-1],"loss_changes":[0E0,0E0,0E0],\
        "parents":[2147483647,0,0],"right_children":[2,-1,-1],"split_conditions":[5E-1,-1E0,1E0],\
        "split_indices":[0,0,0],"split_type":[0,0,0],"sum_hessian":[1E0,1E0,1E0],\
        "tree_param":{"num_deleted":"0","num_feature":"2","num_nodes":"3","size_leaf_vector":"1"}}]},"name":"gbtree"},\
        "learner_model_param":{"base_score":"[5E-1]","boost_from_average":"1","num_class":"0","num_feature":"2",\
        "num_target":"1"},"objective":{"name":"binary:logistic","reg_loss_param":{"scale_pos_weight":"1"}}},\
        "version":[3,2,0]}
        """

    /// The root splits on categories of the second feature; code 3 goes right.
    static let categorical = replacing(
        plain,
        [
            (
                #""categories":[],"categories_nodes":[],"categories_segments":[]"#,
                #""categories":[3],"categories_nodes":[0],"categories_segments":[0]"#
            ),
            (#""categories_sizes":[]"#, #""categories_sizes":[1]"#),
            (#""split_conditions":[5E-1,"#, #""split_conditions":[NaN,"#),
            (#""split_indices":[0,"#, #""split_indices":[1,"#),
            (#""split_type":[0,"#, #""split_type":[1,"#),
        ])

    /// The plain model with a tree of these children, everything else of it 0.
    static func tree(left: [Int], right: [Int]) -> String {
        let zeros = "\(left.map { _ in 0 })"
        return replacing(
            plain,
            [
                (#""num_nodes":"3""#, #""num_nodes":"\#(left.count)""#),
                (#""left_children":[1,-1,-1]"#, #""left_children":\#(left)"#),
                (#""right_children":[2,-1,-1]"#, #""right_children":\#(right)"#),
                (#""split_conditions":[5E-1,-1E0,1E0]"#, #""split_conditions":\#(zeros)"#),
                (#""split_indices":[0,0,0]"#, #""split_indices":\#(zeros)"#),
                (#""split_type":[0,0,0]"#, #""split_type":\#(zeros)"#),
                (#""default_left":[0,0,0]"#, #""default_left":\#(zeros)"#),
                (#""parents":[2147483647,0,0],"#, ""), (#""base_weights":[0E0,0E0,0E0],"#, ""),
                (#""loss_changes":[0E0,0E0,0E0],"#, ""), (#""sum_hessian":[1E0,1E0,1E0],"#, ""),
            ])
    }

    static func replacing(_ text: String, _ replacements: [(String, String)]) -> String {
        var text = text
        for (old, new) in replacements {
            let parts = text.split(separator: old, omittingEmptySubsequences: false)
            precondition(parts.count == 2, "\(old) stands \(parts.count - 1) times in the text")
            text = parts[0] + new + parts[1]
        }
        return text
    }
}
