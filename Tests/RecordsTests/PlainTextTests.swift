import Records
import Testing

@Suite struct PlainTextTests {
  @Test(arguments: ["a\nb\n", "a\r\nb\r\n", "a\rb\r", "\u{FEFF}a\nb\n", "\u{FEFF}a\r\nb\r\n"])
  func `marks and ends of lines of other systems are taken off`(_ text: String) {
    #expect(PlainText.normalized(text) == "a\nb\n")
    #expect(PlainText.normalized(Array(text.utf8)) == Array("a\nb\n".utf8))
  }

  @Test func `text of this system stays as it is`() {
    for text in ["", "a", "\n\n", "ä\n"] { #expect(PlainText.normalized(text) == text) }
    #expect(PlainText.normalized([0xFF, 0xFE, 0x41, 0]) == nil)
    #expect(PlainText.normalized([0xFE, 0xFF, 0, 0x41]) == nil)
  }
}
