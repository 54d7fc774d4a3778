package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the console lists of the ledger is all that there is. */
class ConsoleListsTest {
  private static final Path CONSOLE = Path.of("src", "main", "resources", "console", "js");
  private static final Pattern WORD = Pattern.compile("\"(\\w+)\"");

  /** In chains of their own, which the console doesn't show. */
  private static final Set<String> OF_BUDGETS =
      Set.of(
          "budget_set", "budget_raised", "legal_hold_set", "legal_hold_released", "retention_set");

  @Test
  void a_ledger_is_filtered_by_each_type_that_an_entry_can_have() throws Exception {
    var types = new TreeSet<>(LedgerCoverageTest.ACTS.values());
    types.addAll(LedgerCoverageTest.OF_CALLS);
    types.removeAll(OF_BUDGETS);

    var offered = new TreeSet<>(list("agent/ledger.js", "TYPES"));
    offered.addAll(list("screens/platform.js", "TYPES"));

    assertThat(offered).isEqualTo(types);
  }

  @Test
  void no_commitment_is_shown_since_it_says_nothing_to_anybody() throws Exception {
    var commitments = LedgerStatement.TEXTS.values().stream().map(text -> text + "_c").toList();

    assertThat(list("parts/entries.js", "LEFT_OUT")).containsAll(commitments);
  }

  /** The words of a constant. */
  private static List<String> list(String file, String name) throws IOException {
    var list =
        Pattern.compile("const " + name + " = (?:new Set\\()?\\[([^\\]]*)]")
            .matcher(Files.readString(CONSOLE.resolve(file)));
    assertThat(list.find()).as("%s in %s", name, file).isTrue();
    return WORD.matcher(list.group(1)).results().map(word -> word.group(1)).toList();
  }
}
