import XGBoost

extension BoosterParameters {
    /// What XGBoost said about one of the recipe's choices, as a sentence about its line.
    func refusal(of choice: Choice, _ error: XGBoostError, _ recipe: Recipe) -> TrainingError {
        let value = choice.setting.value
        let problem: String
        if choice.key == "metric" {
            // A metric can carry a number: `error@0.3`.
            let name = String(value.prefix { $0 != "@" })
            let suggestion = XGBoostNames.suggestion(for: name, among: XGBoostNames.metrics)
            problem = "metric is \"\(value)\"; \(error)\(suggestion)"
        } else if !error.unusedParameters.contains(choice.name) {
            problem = "\(choice.key) is \"\(value)\"; \(error)"
        } else if XGBoostNames.parameters.contains(choice.name) {
            problem = "XGBoost does not use \(choice.key) with the recipe's other settings"
        } else {
            let suggestion = XGBoostNames.suggestion(for: choice.name, among: XGBoostNames.parameters)
            problem = "XGBoost does not know or does not use \(choice.key)\(suggestion)"
        }
        return recipe.failure(choice.setting.line, problem)
    }
}
