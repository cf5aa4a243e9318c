import Foundation
import TestSupport

@testable import ModelTraining

/// A recipe and its table in a folder of a test's own.
struct TrainingFolder {
    static let recipe = "name: m\ndata: t.csv\ntarget: y\n"
    let folder: TemporaryFolder

    init(_ recipe: String = Self.recipe, table: String? = nil) throws {
        folder = try TemporaryFolder()
        try Data(recipe.utf8).write(to: folder.url.appending(path: "r.yaml"))
        if let table { try Data(table.utf8).write(to: folder.url.appending(path: "t.csv")) }
    }

    func train() throws -> TrainedModel {
        try ModelTrainer(Recipe.read(folder.path("r.yaml")), createdAt: "2026-01-01T00:00:00Z").train()
    }

    /// The error of training, with file names alone in the place of paths; nil when there is a model.
    func refusal() throws -> TrainingError? {
        do {
            _ = try train()
            return nil
        } catch let error as TrainingError {
            return TrainingError(error.kind, error.description.replacing(folder.url.path + "/", with: ""))
        }
    }

    /// The sentence of the error.
    func problem() throws -> String { try refusal()?.description ?? "no error" }
}

/// The recipes that ship with the project.
enum ShippedRecipe {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func read(_ path: String) throws -> Recipe {
        try Recipe.read(root.appending(path: "recipes").appending(path: path).path)
    }
}
