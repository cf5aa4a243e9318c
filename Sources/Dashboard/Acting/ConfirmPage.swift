import Drawing
import Keyspace
import Steering

/// Asks for the model's name before something is done that destroys.
enum ConfirmPage {
    static func page(_ order: SteeringActions.Order) -> Page {
        let model = order.keys.name
        // What was asked for goes into the form again, as it was understood.
        let kept = order.fields.pairs.filter { $0.name != "confirm" }.map { ($0.name, $0.value) }
        let typed = order.fields["confirm"]
        let problem: Markup = typed.map { #"<p class="outage" role="alert">“\#($0)” is not the name.</p>"# } ?? ""
        return Page(
            "Are you sure?", model: model, tab: order.act.tab, isLive: false,
            [
                .init(
                    id: "confirm",
                    markup: """
                        <p class="lead">\(order.form.question)</p><p>\(order.form.consequence)</p>\(problem)\
                        <form method="post" action="\(FormMarkup.path(order.act, model))" class="form">\
                        \(FormMarkup.hidden(kept))<label>Type the model’s name, \(model), to confirm\
                        <input name="confirm" required autocomplete="off" autocapitalize="none" spellcheck="false"></label>\
                        <button class="danger">Do it</button> <a class="button" href="\(order.act.tab.path(model))">Cancel</a>\
                        </form>
                        """)
            ])
    }
}
