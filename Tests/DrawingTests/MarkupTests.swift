import Drawing
import Testing

@Suite struct MarkupTests {
    @Test func textOfUnknownOriginIsEscapedAndMarkupIsNot() {
        let hostile = "<img src=x onerror='a'>&\"\u{202e}\u{0}"
        let inner: Markup = "<b>\(hostile)</b>"
        let outer: Markup = "<td title=\"\(hostile)\">\(inner)</td>"
        let escaped = "&lt;img src=x onerror=&#39;a&#39;&gt;&amp;&quot;\u{fffd}\u{fffd}"
        #expect(outer.text == "<td title=\"\(escaped)\"><b>\(escaped)</b></td>")
    }
}
