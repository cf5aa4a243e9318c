package import CoreMetrics

/// What a refused series gets counts nothing.
extension PrometheusFactory {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions) { id, _ in CounterSeries(id) } ?? NOOPMetricsHandler.instance
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions) { id, _ in FloatingPointCounterSeries(id) } ?? NOOPMetricsHandler.instance
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions) { id, _ in GaugeSeries(id) } ?? NOOPMetricsHandler.instance
    }

    /// A histogram when it aggregates, a gauge when it does not.
    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else {
            return series(label, dimensions) { id, _ in GaugeSeries(id) } ?? NOOPMetricsHandler.instance
        }
        return series(label, dimensions) { HistogramSeries($0, $1) } ?? NOOPMetricsHandler.instance
    }

    /// A histogram of seconds, whatever unit the caller would like to see.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions) { HistogramSeries($0, $1) } ?? NOOPMetricsHandler.instance
    }

    package func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { destroy(handler) }
    package func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }
}
