import Evaluation
import JSONBytes
import ScoringModel

extension RecipeDraft {
    func split(_ yaml: inout YAMLText) {
        let booster = findings.booster
        yaml.set("split")
        yaml.set(
            "validation", DecimalNumber.shortest(booster.validation), indent: 2,
            "share of the rows that judges the model, or a file")
        yaml.set("test", "0", indent: 2, "share that nothing is chosen by, or a file")
        if let time = findings.split.time {
            yaml.offer(
                "by_time: \(YAMLText.scalar(time))", indent: 2,
                findings.split.isInOrder
                    ? "the table is in its order: this judges by the newest rows, as life will"
                    : "judges by the newest rows, as life will")
        } else {
            yaml.offer("by_time: COLUMN", indent: 2, "the newest rows judge")
        }
        if let group = findings.split.group {
            yaml.offer(
                "by_group: \(YAMLText.scalar(group))", indent: 2,
                "rows of one \(group.visible(20)) stay together: this judges by those never seen")
        } else {
            yaml.offer("by_group: COLUMN", indent: 2, "rows of one group stay together")
        }
        yaml.set("seed", "1", indent: 2, "decides which rows those are; also XGBoost's seed")
        yaml.blank()
        yaml.offer("cross_validation: {folds: 5}", "metrics of five more trainings, beside the model")
        if target.task != .regression {
            let rare = target.rareClass.map {
                "\($0.name.visible(20)) is rare (\(Self.percent($0.share))): this gives each class the same weight"
            }
            yaml.offer("class_weights: balanced", rare ?? "each class the same weight; or {CLASS: NUMBER}")
        }
        yaml.blank()
    }

    func training(_ yaml: inout YAMLText) {
        let booster = findings.booster
        yaml.set("parameters", "", "XGBoost's own, by its own names")
        yaml.set("booster", "gbtree", indent: 2, "or dart, gblinear")
        yaml.set("objective", objective, indent: 2)
        yaml.set("eta", DecimalNumber.shortest(booster.eta), indent: 2, "how far each tree goes")
        yaml.set("max_depth", "\(booster.maxDepth)", indent: 2)
        yaml.set("min_child_weight", DecimalNumber.shortest(booster.minChildWeight), indent: 2, "more: smaller trees")
        yaml.set("subsample", DecimalNumber.shortest(booster.subsample), indent: 2, "share of the rows for each tree")
        yaml.set("colsample_bytree", DecimalNumber.shortest(booster.columnSample), indent: 2, "share of the features")
        yaml.set("lambda", "1", indent: 2, "L2 regularization")
        yaml.set("alpha", "0", indent: 2, "L1 regularization")
        yaml.set("gamma", "0", indent: 2, "least gain of a split")
        yaml.set("max_bin", "256", indent: 2, "cuts of a numeric feature")
        yaml.set("rounds", "\(booster.rounds)", "most iterations")
        if let stopping = booster.earlyStopping {
            yaml.set("early_stopping", "\(stopping)", "stop after so many without improvement")
        } else {
            yaml.offer("early_stopping: 20", "too few rows to decide by")
        }
        yaml.set("metric", MetricCatalog.loss(of: target.task), "decides which iteration is the best")
        yaml.blank()
    }

    private var objective: String {
        switch target.task {
        case .binary: "binary:logistic"
        case .multiclass: "multi:softprob"
        default: "reg:squarederror"
        }
    }

    static func percent(_ share: Double) -> String {
        "\(DecimalNumber.shortest((share * 1000).rounded() / 10))%"
    }
}
