import ArgumentParser
import Files
import Keyspace
import ModelPublishing
import Settings
import Steering

struct ModelsPublishCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Check a model file as workers do, and make it the live version.")

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
        var connection = try settings.connect(for: keys)
        let steering = Steering(keys, by: .caller())
        let publication = try steering.publish(
            bytes, named: file, with: publisher, showsProgress: !isJSON, &connection
        ).warned()
        try PublicationReport(model, isJSON: isJSON).show(publication)
        try PublicationReport(model, isJSON: isJSON).show(
            steering.follow(publication, with: publisher, showsProgress: !isJSON, &connection))
    }
}
