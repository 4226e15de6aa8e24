package io.vigie.actions.webdav;

import io.vigie.action.ActionBrokenException;
import io.vigie.actions.place.Entry;
import io.vigie.actions.place.Listing;
import java.io.StringReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a PROPFIND (RFC 4918, section 13). Read without document types and without entities, so that an answer can neither
 * grow in memory nor make the worker open a file or an address.
 */
final class Multistatus {

    private static final String DAV = "DAV:";
    private static final XMLInputFactory XML = factory();

    private Multistatus() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setXMLResolver((publicId, systemId, baseUri, namespace) -> {
            throw new XMLStreamException("nothing outside the answer is read");
        });
        return factory;
    }

    /**
     * Adds what an answer lists.
     *
     * @param asked the address that was asked about
     * @param isItself whether only the thing itself was asked about, and not its members
     * @throws ActionBrokenException when it is no such answer, or when it lists too much
     */
    static void read(String text, URI asked, boolean isItself, Listing listing) {
        String base = path(asked.toString()).orElse("/");
        int responses = 0;
        boolean isMultistatus = false;
        try {
            XMLStreamReader reader = XML.createXMLStreamReader(new StringReader(text));
            try {
                while (reader.hasNext()) {
                    int event = reader.next();
                    if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                        throw new XMLStreamException("an answer holds neither");
                    }
                    if (event == XMLStreamConstants.START_ELEMENT && is(reader, "multistatus")) {
                        isMultistatus = true;
                    } else if (event == XMLStreamConstants.START_ELEMENT && is(reader, "response")) {
                        responses++;
                        response(reader, base, isItself).ifPresent(listing::add);
                    }
                }
            } finally {
                reader.close();
            }
        } catch (XMLStreamException notXml) {
            throw refusal(notXml);
        }
        if (!isMultistatus || (responses == 0 && isItself)) {
            throw refusal(null);
        }
    }

    private static ActionBrokenException refusal(@Nullable Exception cause) {
        String text =
                "Expected a list of properties (a WebDAV multistatus) in XML without a document type, but the answer is none.";
        return cause == null ? new ActionBrokenException(text) : new ActionBrokenException(text, cause);
    }

    private static boolean is(XMLStreamReader reader, String name) {
        return DAV.equals(reader.getNamespaceURI()) && name.equals(reader.getLocalName());
    }

    private static Optional<Entry> response(XMLStreamReader reader, String base, boolean isItself)
            throws XMLStreamException {
        String href = "";
        String length = "";
        String modified = "";
        boolean isCollection = false;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.END_ELEMENT && is(reader, "response")) {
                break;
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (is(reader, "href") && href.isEmpty()) {
                    href = reader.getElementText().strip();
                } else if (is(reader, "getcontentlength")) {
                    length = reader.getElementText().strip();
                } else if (is(reader, "getlastmodified")) {
                    modified = reader.getElementText().strip();
                } else if (is(reader, "collection")) {
                    isCollection = true;
                }
            }
        }
        String path = path(href).orElse("//");
        boolean isAsked = trimmed(path).equals(trimmed(base));
        if (isAsked != isItself) {
            return Optional.empty();
        }
        Entry.Kind kind = isCollection ? Entry.Kind.DIRECTORY : Entry.Kind.FILE;
        long size = isCollection || !length.matches("\\d{1,18}") ? 0 : Long.parseLong(length);
        return Optional.of(new Entry(isItself ? last(base) : name(path, base), kind, size, instant(modified)));
    }

    /** What stands behind the directory that was asked about; something that is no name when it is not directly in there. */
    private static String name(String path, String base) {
        String directory = trimmed(base) + "/";
        return path.startsWith(directory) ? trimmed(path.substring(directory.length())) : path;
    }

    private static String last(String base) {
        String path = trimmed(base);
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.isEmpty() ? "root" : name;
    }

    private static String trimmed(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static Optional<String> path(String address) {
        try {
            String raw = new URI(address).getRawPath();
            return raw == null
                    ? Optional.empty()
                    : Optional.of(URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (URISyntaxException | IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.isEmpty()
                    ? null
                    : ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                            .toInstant();
        } catch (DateTimeException strange) {
            return null;
        }
    }
}
