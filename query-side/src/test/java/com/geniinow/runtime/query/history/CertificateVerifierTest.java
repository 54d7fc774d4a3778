package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.verifier.CertificateVerifier;
import com.geniinow.runtime.verifier.CertificateVerifier.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A certificate of an erasure is checked with a public key and nothing of ours. */
class CertificateVerifierTest {
  private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
  private static final SigningKey OTHER = SigningKey.ofSeed(filled((byte) 7));

  @TempDir Path folder;

  @Test
  void what_the_runtime_signed_is_valid_and_is_said_line_by_line() throws IOException {
    var finding = verified(certificate().toString(), Set.of(KEY.publicKey()));

    assertThat(finding.valid()).as(finding.toString()).isTrue();
    assertThat(finding.exitCode()).isZero();
    assertThat(finding.toString().lines())
        .contains(
            "erasure 00000000-0000-0001-0000-000000000001 of agent"
                + " 00000000-0000-0001-0000-000000000002, entity"
                + " 00000000-0000-0001-0000-000000000003",
            "asked for by ada: a \"letter\" \u00fc?",
            "from 2026-03-15T12:00:00Z to 2026-03-15T12:00:05.000100Z",
            "erased: files 2, tasks 31",
            "2 keys destroyed: 0123456789abcdef fedcba9876543210",
            "the last copy of these keys that infra/backup keeps ends on 2026-04-16, where backups"
                + " are made daily",
            "signed by " + KEY.kid())
        .last()
        .isEqualTo("valid");
  }

  @Test
  void so_is_the_answer_that_it_came_in_however_it_is_written() throws IOException {
    var answer =
        "{ \"state\": \"done\",\n  \"certificate\" : %s }"
            .formatted(certificate().toPrettyString());

    assertThat(verified(answer, Set.of(OTHER.publicKey(), KEY.publicKey())).valid()).isTrue();
  }

  @Test
  void without_a_key_it_says_which_one_to_know() throws IOException {
    assertThat(verified(certificate().toString(), Set.of()).verdict())
        .isEqualTo("valid, if this is a key that you know: " + KEY.publicKey());
  }

  @Test
  void one_by_another_key_is_not_valid_nor_one_that_names_yours() throws IOException {
    var other = certificate(OTHER);
    assertThat(verified(other.toString(), Set.of(KEY.publicKey())).fault())
        .isEqualTo("it is by another key than yours");

    other.put("public_key", KEY.publicKey()).put("kid", KEY.kid());
    assertThat(verified(other.toString(), Set.of(KEY.publicKey())).fault())
        .startsWith("its signature does not hold");
  }

  @ParameterizedTest
  @CsvSource({
    "agent_id, 00000000-0000-0001-0000-000000000009",
    "done_at, 2026-03-14T12:00:00Z",
    "reason, another",
    "copies_end_on, 2026-03-16",
    "more, than was signed"
  })
  void whatever_is_changed_or_added_shows(String name, String value) throws IOException {
    var changed = certificate().put(name, value);

    assertThat(verified(changed.toString(), Set.of(KEY.publicKey())).fault())
        .startsWith("its signature does not hold");
  }

  @Test
  void what_is_taken_out_of_a_list_or_a_count_shows() throws IOException {
    var shorter = certificate();
    ((ArrayNode) shorter.path("fingerprints")).remove(0);
    var fewer = certificate();
    ((ObjectNode) fewer.path("erased")).put("tasks", 30);

    for (var changed : List.of(shorter, fewer)) {
      var finding = verified(changed.toString(), Set.of(KEY.publicKey()));
      assertThat(finding.valid()).isFalse();
      assertThat(finding.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void an_erasure_that_goes_on_has_none_yet_and_what_is_none_is_not_taken_for_one()
      throws IOException {
    var running = verified("{\"state\":\"running\",\"certificate\":null}", Set.of());
    assertThat(running).hasToString("the erasure is running, there is no certificate yet");
    assertThat(running.valid()).isFalse();
    assertThat(running.exitCode()).as("nobody could look").isEqualTo(2);
    for (var text :
        List.of("", "[]", "{", "{\"a\":1,\"a\":2}", "{\"a\":1.5}", "{} {}", "{\"a\":1,}")) {
      assertThat(verified(text, Set.of()).valid()).as(text).isFalse();
      assertThat(verified(text, Set.of()).exitCode()).as(text).isEqualTo(1);
    }
    var nameless = certificate();
    nameless.remove("requested_by");
    assertThat(verified(nameless.toString(), Set.of()).fault())
        .isEqualTo("it is no certificate of an erasure: requested_by is not said");
  }

  private Finding verified(String text, Set<String> keys) throws IOException {
    return CertificateVerifier.verify(Files.writeString(folder.resolve("erase.json"), text), keys);
  }

  private static ObjectNode certificate() {
    return certificate(KEY);
  }

  private static ObjectNode certificate(SigningKey key) {
    return new ErasureCertificate(
            new UUID(1, 1),
            new UUID(1, 2),
            new UUID(1, 3),
            "a \"letter\" \u00fc\u0007",
            "ada",
            "2026-03-15T12:00:00Z",
            "2026-03-15T12:00:05.000100Z",
            "2026-04-16",
            Map.of("tasks", 31L, "files", 2L),
            List.of("0123456789abcdef", "fedcba9876543210"),
            ErasureCertificate.OUTSIDE,
            SigningKey.ALGORITHM,
            key.kid(),
            key.publicKey(),
            "")
        .signed(Json.mapper(), key);
  }

  private static byte[] filled(byte with) {
    var bytes = new byte[32];
    Arrays.fill(bytes, with);
    return bytes;
  }
}
