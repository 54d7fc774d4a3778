package com.geniinow.runtime.query.view.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.webjars.WebJarVersionLocator;

/**
 * The console's files on the class path: our own, and those of its two libraries from their
 * WebJars. Each is read and packed once, when it is first asked for.
 */
@Component
final class ConsoleFiles {
  private static final String OWN = "console/";
  private static final String LIBRARIES = "vendor/";

  /** Plain names: nothing that leads out of the folder is one. */
  private static final Pattern NAME = Pattern.compile("([a-z0-9-]+/)*[A-Za-z0-9.-]+\\.(\\w+)");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=UTF-8",
          "js", "text/javascript;charset=UTF-8",
          "css", "text/css;charset=UTF-8",
          "svg", "image/svg+xml");

  /** Where a library's WebJar keeps what browsers load. */
  private static final Map<String, String> FOLDERS = Map.of("lit-html", "", "uplot", "dist/");

  private final WebJarVersionLocator webJars = new WebJarVersionLocator();
  private final Map<String, ConsoleFile> read = new ConcurrentHashMap<>();

  /** A file by its path below {@code /console/}; the page itself is {@code index.html}. */
  Optional<ConsoleFile> find(String path) {
    var known = read.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    var name = NAME.matcher(path);
    if (!name.matches() || !TYPES.containsKey(name.group(2))) {
      return Optional.empty();
    }
    var found =
        bytes(path).map(bytes -> ConsoleFile.of(String.valueOf(TYPES.get(name.group(2))), bytes));
    found.ifPresent(file -> read.put(path, file));
    return found;
  }

  private Optional<byte[]> bytes(String path) {
    return path.startsWith(LIBRARIES)
        ? ofLibrary(path.substring(LIBRARIES.length()))
        : resource(OWN + path);
  }

  private Optional<byte[]> ofLibrary(String path) {
    var library = path.substring(0, Math.max(path.indexOf('/'), 0));
    var folder = FOLDERS.get(library);
    var version = folder == null ? null : webJars.version(library);
    return version == null
        ? Optional.empty()
        : resource(
            WebJarVersionLocator.WEBJARS_PATH_PREFIX
                + "/%s/%s/%s%s"
                    .formatted(library, version, folder, path.substring(library.length() + 1)));
  }

  private static Optional<byte[]> resource(String name) {
    try (var in = ConsoleFiles.class.getClassLoader().getResourceAsStream(name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
