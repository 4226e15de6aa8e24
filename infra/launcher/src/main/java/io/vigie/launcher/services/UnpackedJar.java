package io.vigie.launcher.services;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A service's jar, unpacked into plain jars in the data directory. A jar of jars starts more slowly, cannot use the JVM's caches, and would be
 * replaced under a running service by the next build.
 *
 * @param home the folder that it was unpacked into
 * @param mainClass where the service starts
 * @param classPath its jars, in the order that the build wrote down
 */
record UnpackedJar(Path home, String mainClass, List<Path> classPath) {

    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARIES = "BOOT-INF/lib/";
    private static final String OWN = "own.jar";

    /** Unpacks into {@code home}, unless the same jar was unpacked there before. */
    static UnpackedJar of(Path jar, Path home) throws IOException {
        if (!Files.isRegularFile(jar)) {
            throw new IOException("\"%s\" is missing: build it with ./mvnw package".formatted(jar));
        }
        Path stamp = home.resolve("unpacked");
        String wanted = "%d %d"
                .formatted(Files.size(jar), Files.getLastModifiedTime(jar).toMillis());
        if (!Files.exists(stamp) || !Files.readString(stamp).equals(wanted)) {
            delete(home);
            Files.createDirectories(home.resolve("lib"));
            unpack(jar, home);
            Files.writeString(stamp, wanted);
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            String main = file.getManifest().getMainAttributes().getValue("Start-Class");
            if (main == null) {
                throw new IOException("\"%s\" is not a service's jar: it names no Start-Class".formatted(jar));
            }
            return new UnpackedJar(home, main, classPath(file, home));
        }
    }

    private static List<Path> classPath(JarFile file, Path home) throws IOException {
        List<Path> path = new ArrayList<>();
        path.add(home.resolve(OWN));
        JarEntry index = file.getJarEntry("BOOT-INF/classpath.idx");
        if (index == null) {
            throw new IOException("\"%s\" has no classpath.idx".formatted(file.getName()));
        }
        try (InputStream text = file.getInputStream(index)) {
            // Each line reads: - "BOOT-INF/lib/name.jar"
            new String(text.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceAll("^- \"|\"$", ""))
                    .filter(entry -> entry.startsWith(LIBRARIES))
                    .map(entry -> home.resolve("lib").resolve(entry.substring(LIBRARIES.length())))
                    .forEach(path::add);
        }
        return path;
    }

    private static void unpack(Path jar, Path home) throws IOException {
        try (JarFile file = new JarFile(jar.toFile());
                OutputStream own = Files.newOutputStream(home.resolve(OWN));
                JarOutputStream classes = new JarOutputStream(own, ownManifest(file))) {
            Enumeration<JarEntry> entries = file.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                String name = entry.getName();
                if (name.startsWith(LIBRARIES) && name.endsWith(".jar")) {
                    try (InputStream content = file.getInputStream(entry)) {
                        Path library = home.resolve("lib")
                                .resolve(Path.of(name).getFileName().toString());
                        Files.copy(content, library, StandardCopyOption.REPLACE_EXISTING);
                    }
                } else if (name.startsWith(CLASSES) && name.length() > CLASSES.length()) {
                    copy(file, entry, name.substring(CLASSES.length()), classes);
                } else if (name.startsWith("META-INF/")
                        && !name.equals(JarFile.MANIFEST_NAME)
                        && !entry.isDirectory()) {
                    copy(file, entry, name, classes);
                }
            }
        }
    }

    private static Manifest ownManifest(JarFile file) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        for (String kept : new String[] {"Implementation-Title", "Implementation-Version"}) {
            String value = file.getManifest().getMainAttributes().getValue(kept);
            if (value != null) {
                manifest.getMainAttributes().putValue(kept, value);
            }
        }
        return manifest;
    }

    private static void copy(JarFile file, JarEntry entry, String name, JarOutputStream into) throws IOException {
        JarEntry copied = new JarEntry(name);
        copied.setTime(entry.getTime());
        into.putNextEntry(copied);
        if (!entry.isDirectory()) {
            try (InputStream content = file.getInputStream(entry)) {
                content.transferTo(into);
            }
        }
        into.closeEntry();
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
