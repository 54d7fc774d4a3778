package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.testing.Needed;
import com.geniinow.runtime.verifier.LedgerVerifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the console says of a ledger some of whose entries are redacted. */
class ConsoleVerifierTest {
  private static final Path EXPORT = ConsoleVerifier.FOLDER.resolve("redacted.ndjson");

  @BeforeEach
  void needsNode() {
    Needed.programs("node");
  }

  @Test
  void its_own_tests_hold() throws Exception {
    var tests = ConsoleVerifier.FOLDER.resolve("verify.test.mjs").toString();

    assertThat(ConsoleVerifier.node(List.of(tests))).contains("pass 9", "fail 0");
  }

  @Test
  void all_three_verifiers_say_the_same_of_the_export_that_these_are_made_of() throws Exception {
    var key = key();

    assertThat(ConsoleVerifier.verify(EXPORT, key)).isEqualTo("9 entries, intact, 3 redacted.");
    assertThat(LedgerVerifier.verify(EXPORT, Optional.empty(), Optional.of(key)))
        .hasToString("9 entries, intact, 3 redacted");
    var second = SecondVerifier.verify(List.of(EXPORT)).getFirst();
    assertThat(second.path("entries").asLong()).isEqualTo(9);
    assertThat(second.path("redacted").asLong()).isEqualTo(3);
  }

  /** Of the one that GET /api/audit/keys lists. */
  private static String key() throws Exception {
    var listed = Files.readString(ConsoleVerifier.FOLDER.resolve("redacted-keys.json"));
    return new JsonMapper().readTree(listed).at("/items/0/public_key").asString();
  }
}
