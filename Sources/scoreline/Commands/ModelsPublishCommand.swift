import ArgumentParser
import Files
import Keyspace
import ModelPublishing
import Settings
import Steering

struct ModelsPublishCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Check a model file as workers do, and make it the live version.",
        discussion: HelpText.discussion(
            examples:
                "scoreline models publish penguins penguins.safetensors --wait 60",
            "scoreline models publish penguins penguins.safetensors --if-absent"))

    @Argument(help: "The model to publish it as.", completion: ModelCompletion.kind)
    var model: String

    @Argument(help: "The model file.", completion: .file(extensions: ["safetensors"]))
    var file: String

    @OptionGroup var publishing: PublishOptions

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(publishing.flags.merging(["json": json.asSetting]) { $1 })
        let keys = try settings.keyspace.model(model)
        let isJSON = try settings.isOn("json")
        let publisher = try settings.publisher
        let bytes = try FileBytes.read(file, limit: 512 << 20)
        // What is no model is told before Redis is needed.
        let admitted = try Steering.admit(bytes, named: file)
        var connection = try settings.connect(for: keys)
        let steering = Steering(keys, by: .caller())
        let deed = try steering.publish(
            admitted: bytes, named: file, how: admitted.publishWay, with: publisher, showsProgress: !isJSON, &connection
        )
        let publication = deed.warned()
        let report = PublicationReport(model, isJSON: isJSON)
        try report.show(publication, changes: deed.changesMember)
        try report.show(steering.follow(publication, with: publisher, showsProgress: !isJSON, &connection))
    }
}
