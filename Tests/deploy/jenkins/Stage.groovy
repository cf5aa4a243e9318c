/** One stage as it was read. Exactly one of `steps`, `stages` and `parallel` is there. */
class Stage {
    String name
    Object agent
    Closure environment
    Closure steps
    Closure post
    List<Stage> stages = []
    List<Stage> parallel = []
    List<Closure> conditions = []
    Map<String, Object> input
    Map<String, Object[]> options = [:]
}
