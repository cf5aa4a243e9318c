import Monitoring
import Testing

@Suite struct Base64Tests {
    @Test(
        "Base64 is that of RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(bytes: String, text: String) { #expect(Base64.text(Array(bytes.utf8)) == text) }

    @Test("Bytes of all values have their digits in Base64")
    func allBytes() {
        #expect(Base64.text([0, 16, 131, 16, 81, 135, 32, 146, 139]) == "ABCDEFGHIJKL")
        #expect(Base64.text([0xfb, 0xff, 0xbf]) == "+/+/")
    }
}
