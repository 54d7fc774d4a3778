package com.geniinow.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A test that a document names as its proof is there. */
class NamedTestsTest {
  private static final Path ROOT = Path.of("../..");

  /** A class, with or without a method, and then further methods of it. */
  private static final Pattern NAMED =
      Pattern.compile(
          "`(\\w*[a-z0-9](?:Test|IT|Properties))(\\.\\w+)?`((?:,?\\s+(?:and )?`\\.\\w+`)*)");

  private static final Pattern FURTHER = Pattern.compile("`(\\.\\w+)`");

  private record Named(Path document, String type, @Nullable String method) {}

  @Test
  void every_test_that_a_document_names_is_in_the_sources() throws IOException {
    var sources = sources();
    var named = new ArrayList<Named>();
    for (var document : files("docs", ".md")) {
      named.addAll(named(document));
    }

    assertThat(named).hasSizeGreaterThan(200);
    assertThat(named).filteredOn(test -> !isThere(test, sources)).isEmpty();
  }

  private static boolean isThere(Named test, Map<String, List<String>> sources) {
    var classes = sources.getOrDefault(test.type(), List.of());
    return test.method() == null
        ? !classes.isEmpty()
        : classes.stream().anyMatch(source -> source.contains(" " + test.method() + "("));
  }

  private static List<Named> named(Path document) throws IOException {
    var found = new ArrayList<Named>();
    NAMED
        .matcher(Files.readString(document))
        .results()
        .forEach(
            test -> {
              found.add(new Named(document, test.group(1), method(test.group(2))));
              FURTHER
                  .matcher(test.group(3))
                  .results()
                  .map(further -> new Named(document, test.group(1), method(further.group(1))))
                  .forEach(found::add);
            });
    return found;
  }

  private static @Nullable String method(@Nullable String dotted) {
    return dotted == null ? null : dotted.substring(1);
  }

  /** By the names of their classes; some are there twice, in different packages. */
  private static Map<String, List<String>> sources() throws IOException {
    var sources = new HashMap<String, List<String>>();
    for (var file : files("", ".java")) {
      var name = file.getFileName().toString().replace(".java", "");
      if (file.toString().contains("/src/test/")) {
        sources.computeIfAbsent(name, n -> new ArrayList<>()).add(Files.readString(file));
      }
    }
    return sources;
  }

  private static List<Path> files(String folder, String end) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(end)).toList();
    }
  }
}
