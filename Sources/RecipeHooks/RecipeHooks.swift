public import TrainingData

/// The one room for a data team's own Swift: what is registered here, recipes use by its name.
public enum RecipeHooks {
    /// For `data: {source: NAME}`.
    public static let sources: [String: any RowSource] = [
        "flights_with_weather": FlightsWithWeather()
    ]

    /// For `data: {filters: [NAME]}`.
    public static let filters: [String: any RowFilter] = [
        "distinct_rows": DistinctRows(),
        // A blizzard.
        "ordinary_days": OrdinaryDays(closed: ["2013-02-08", "2013-02-09"]),
    ]

    /// Both, for a reader of data.
    public static let all = DataHooks(sources: sources, filters: filters)
}
