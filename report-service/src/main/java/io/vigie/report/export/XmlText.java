package io.vigie.report.export;

/** Text as XML 1.0 can hold it: escaping is not enough, since some characters cannot be in a document at all. */
final class XmlText {

    private static final char INSTEAD = '\uFFFD';

    private XmlText() {}

    /** The text, with a replacement for each character that no XML document may hold (XML 1.0, production 2), lone surrogates among them. */
    static String of(String text) {
        int at = 0;
        while (at < text.length() && isPlain(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder allowed = new StringBuilder(text.length()).append(text, 0, at);
        while (at < text.length()) {
            int point = text.codePointAt(at);
            allowed.appendCodePoint(isAllowed(point) ? point : INSTEAD);
            at += Character.charCount(point);
        }
        return allowed.toString();
    }

    private static boolean isPlain(char character) {
        return character >= ' ' && character < Character.MIN_SURROGATE || character == '\n' || character == '\t';
    }

    private static boolean isAllowed(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || point >= ' ' && point < Character.MIN_SURROGATE
                || point > Character.MAX_SURROGATE && point < 0xFFFE
                || point >= Character.MIN_SUPPLEMENTARY_CODE_POINT;
    }
}
