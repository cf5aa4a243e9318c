import Settings

/// Names that a misspelt one may have meant. What XGBoost takes is XGBoost's own decision: these only complete its refusals.
enum XGBoostNames {
    static let parameters = [
        "alpha", "base_score", "booster", "colsample_bylevel", "colsample_bynode", "colsample_bytree", "eta",
        "feature_selector", "gamma", "grow_policy", "huber_slope", "interaction_constraints", "lambda", "learning_rate",
        "max_bin",
        "max_cat_threshold", "max_cat_to_onehot", "max_delta_step", "max_depth", "max_leaves", "min_child_weight",
        "min_split_loss", "monotone_constraints", "normalize_type", "nthread", "num_parallel_tree", "objective",
        "one_drop", "predictor", "random_state", "rate_drop", "refresh_leaf", "reg_alpha", "reg_lambda", "sample_type",
        "sampling_method",
        "scale_pos_weight", "seed", "seed_per_iteration", "skip_drop", "subsample", "tolerance", "top_k", "tree_method",
        "tweedie_variance_power", "updater",
    ]

    static let metrics = [
        "auc", "aucpr", "error", "gamma-deviance", "gamma-nloglik", "logloss", "mae", "map", "mape", "merror",
        "mlogloss", "mphe", "ndcg", "poisson-nloglik", "pre", "rmse", "rmsle", "tweedie-nloglik",
    ]

    /// "; did you mean max_depth?", or nothing for a name that is known or like no known one.
    static func suggestion(for name: String, among known: [String]) -> String {
        guard !known.contains(name), let nearest = NearestName.find(name, among: known) else { return "" }
        return "; did you mean \(nearest)?"
    }
}
