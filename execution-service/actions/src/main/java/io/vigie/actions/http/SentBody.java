package io.vigie.actions.http;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.Parameters;
import io.vigie.actions.check.Shown;
import io.vigie.actions.place.Confined;
import io.vigie.actions.place.Place;
import io.vigie.actions.remote.RemoteStep;
import io.vigie.actions.remote.Upload;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** The body of a request. It may be sent more than once: a redirect can ask for it again. */
sealed interface SentBody {

    /** In bytes. */
    long size();

    /** Writes it; may be called again. @param most the most bytes of one file */
    void writeTo(OutputStream out, long most) throws IOException;

    /** Bytes in memory. */
    record Bytes(byte[] content) implements SentBody {

        static Bytes of(String text) {
            return new Bytes(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void writeTo(OutputStream out, long most) throws IOException {
            out.write(content);
        }
    }

    /**
     * A form with files, read from the attempt's directories while it is sent: RFC 7578.
     *
     * @param boundary occurs nowhere in the parts, by its randomness
     */
    record Multipart(String boundary, List<Part> parts) implements SentBody {

        private static final Pattern MEDIA_TYPE = Pattern.compile("[\\x21-\\x7E][\\x20-\\x7E]{0,199}");
        private static final int MOST_FILES = 100;
        private static final byte[] LINE_END = {'\r', '\n'};

        /** One part: its header, then a text or a file. */
        sealed interface Part permits Field, File {
            byte[] header();

            long size();
        }

        private record Field(byte[] header, byte[] value) implements Part {
            @Override
            public long size() {
                return value.length;
            }
        }

        private record File(byte[] header, Place place, long size) implements Part {
            /** The length was announced with the request, so that the file has to keep it. */
            void writeTo(OutputStream out, long most) throws IOException {
                try (Confined.Reading reading = place.directory().read(place.name());
                        Upload upload = new Upload(reading.stream(), reading.size(), most)) {
                    if (reading.size() == size) {
                        RemoteStep.copy(upload, out);
                    }
                    if (upload.count() != size) {
                        throw new ActionBrokenException(
                                "Expected the file " + Shown.value(place.name().toString())
                                        + " to stay as it is while it is sent, but it changed.");
                    }
                } catch (InterruptedException asked) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("stopped");
                }
            }
        }

        static Multipart read(ActionContext context, Parameters parameters, Map<String, String> fields)
                throws InterruptedException {
            String boundary = "vigie-" + UUID.randomUUID();
            List<Part> parts = new ArrayList<>();
            fields.forEach((name, value) -> parts.add(new Field(
                    header(boundary, "name=\"" + quoted(name) + "\"", ""), value.getBytes(StandardCharsets.UTF_8))));
            List<Parameters> files = parameters.objects("files");
            if (files.size() > MOST_FILES) {
                throw parameters.refuse("files", "at most " + MOST_FILES + " files");
            }
            for (Parameters file : files) {
                parts.add(file(context, boundary, file));
            }
            return new Multipart(boundary, List.copyOf(parts));
        }

        private static File file(ActionContext context, String boundary, Parameters file) throws InterruptedException {
            Place place = Place.readFile(context, file, "file", "directory");
            String type = file.optionalText("content_type").orElse("application/octet-stream");
            if (!MEDIA_TYPE.matcher(type).matches()) {
                throw file.refuse("content_type", "a media type");
            }
            String disposition = "name=\"" + quoted(file.text("field")) + "\"; filename=\""
                    + quoted(file.optionalText("file_name").orElse(place.name().last())) + "\"";
            try (Confined.Reading reading = place.directory().read(place.name())) {
                return new File(header(boundary, disposition, "Content-Type: " + type + "\r\n"), place, reading.size());
            }
        }

        private static byte[] header(String boundary, String disposition, String more) {
            return ("--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n" + more + "\r\n")
                    .getBytes(StandardCharsets.UTF_8);
        }

        /** As browsers write names: nothing in them ends the quotes or the line. */
        private static String quoted(String name) {
            return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
        }

        String contentType() {
            return "multipart/form-data; boundary=" + boundary;
        }

        private byte[] end() {
            return ("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public long size() {
            return end().length
                    + parts.stream()
                            .mapToLong(part -> part.header().length + part.size() + 2)
                            .sum();
        }

        @Override
        public void writeTo(OutputStream out, long most) throws IOException {
            for (Part part : parts) {
                out.write(part.header());
                switch (part) {
                    case Field field -> out.write(field.value());
                    case File file -> file.writeTo(out, most);
                }
                out.write(LINE_END);
            }
            out.write(end());
        }
    }
}
