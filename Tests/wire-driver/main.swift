import Glibc

let arguments = CommandLine.arguments
guard arguments.count == 4, let times = Int(arguments[3]) else {
    print("usage: scoreline-wire MODEL JOBS TIMES")
    exit(64)
}
try WireCommand(model: arguments[1], jobs: arguments[2]).run(times: times)
