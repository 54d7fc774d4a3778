package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.RuntimeEvent;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandHandler;
import org.junit.jupiter.api.Test;

/** Tables of the documents that repeat the code say what it says. */
class DocumentsTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\[`.*)\\|$");
  private static final Pattern LINK = Pattern.compile("\\[`?(\\w+)`?]\\(([^)]+)\\)");
  private static final Pattern CODE = Pattern.compile("`(\\w+)`");
  private static final Pattern ARROW =
      Pattern.compile("(?m)^    ([\\w-]+) (-->|-\\. runtime \\.->) ([\\w-]+)$");
  private static final Pattern DEPENDENCY =
      Pattern.compile("<dependency>((?:(?!</dependency>).)*)</dependency>", Pattern.DOTALL);

  @Test
  void the_slices_list_every_command_with_its_handler() {
    var handled =
        CLASSES.stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.isAnnotatedWith(CommandHandler.class))
            .map(
                method ->
                    method.getRawParameterTypes().get(0).getSimpleName()
                        + " by "
                        + method.getOwner().getSimpleName())
            .collect(Collectors.toCollection(TreeSet::new));

    var listed =
        slices(0, LINK)
            .map(link -> link.group(1) + " by " + simpleName(link.group(2)))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).isEqualTo(handled);
  }

  @Test
  void the_slices_name_every_event_and_no_other() {
    var events =
        CLASSES.stream()
            .filter(type -> type.isAssignableTo(RuntimeEvent.class) && !type.isInterface())
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    var named =
        slices(1, CODE).map(code -> code.group(1)).collect(Collectors.toCollection(TreeSet::new));

    assertThat(named).isEqualTo(events);
  }

  @Test
  void the_slices_link_to_files_that_are_there() {
    for (int column : new int[] {0, 3}) {
      assertThat(slices(column, LINK).map(link -> link.group(2)))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(ROOT.resolve(file)).exists());
    }
  }

  @Test
  void the_graph_of_modules_is_that_of_the_poms() {
    var drawn =
        ARROW
            .matcher(text("docs/architecture.md"))
            .results()
            .map(arrow -> arrow.group(1) + " " + arrow.group(2) + " " + arrow.group(3))
            .toList();
    List<String> built = new ArrayList<>();
    for (var module : matches("<module>(.*?)</module>", text("pom.xml"), m -> m.group(1))) {
      var name = module.substring(module.lastIndexOf('/') + 1);
      DEPENDENCY
          .matcher(text(module + "/pom.xml"))
          .results()
          .map(found -> found.group(1).replaceAll("(?s)<!--.*?-->", ""))
          .filter(found -> found.contains("<groupId>com.geniinow.runtime<"))
          .filter(found -> !found.contains("<scope>test<"))
          .forEach(
              found -> {
                var arrow = found.contains("<scope>runtime<") ? "-. runtime .->" : "-->";
                var other = matches("<artifactId>(.*?)<", found, m -> m.group(1)).getFirst();
                built.add(name + " " + arrow + " " + other);
              });
    }

    assertThat(drawn).containsExactlyInAnyOrderElementsOf(built);
  }

  private static Stream<MatchResult> slices(int column, Pattern pattern) {
    var readme = text("README.md");
    var section = readme.substring(readme.indexOf("## Slices"), readme.indexOf("## Read on"));
    return ROW.matcher(section)
        .results()
        .map(row -> row.group(1).split(" \\| ")[column])
        .flatMap(cell -> pattern.matcher(cell).results());
  }

  private static String simpleName(String path) {
    return path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
  }

  private static List<String> matches(
      String pattern, String text, Function<MatchResult, String> of) {
    return Pattern.compile(pattern).matcher(text).results().map(of).toList();
  }

  private static String text(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
