import Drawing
import Hummingbird
import JobQueue
import ModelRegistry
import Monitoring

/// Places of pages where something can be done.
enum ActionPlace: Sendable {
    /// The head of a model's queue page.
    case queue(ModelStatus)
    /// A worker's row.
    case worker(WorkerRecord, model: String)
    /// Above the list of dead letters; `filter` chose the entries shown.
    case deadLetters(model: String, filter: DeadFilter, total: Int)
    /// In the row of a dead letter.
    case deadRow(DeadEntry, model: String)
    /// Under one dead letter.
    case deadLetter(DeadEntry, model: String)
    /// Above the versions of a model.
    case versions(ModelPointer, model: String)
    /// In the row, and on the page, of a stored version.
    case version(ModelVersion, pointer: ModelPointer, model: String)
}

/// What visitors may do beside looking: controls in pages, and the routes behind them.
protocol Actions: Sendable {
    /// Forms and buttons for a place; empty where the visitor may do nothing there. Called whenever a page is drawn, also by
    /// the live stream: it must not block.
    func controls(_ place: ActionPlace, for visit: Visit) -> Markup

    /// Adds what the controls lead to.
    func addRoutes(to router: Router<DashboardContext>, _ site: DashboardSite)
}
