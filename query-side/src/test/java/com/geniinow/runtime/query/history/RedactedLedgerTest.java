package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.history.LedgerVerifierTest.Line;
import com.geniinow.runtime.query.record.LedgerEntry;
import com.geniinow.runtime.query.record.LedgerHead;
import com.geniinow.runtime.query.record.Redaction;
import com.geniinow.runtime.testing.Needed;
import com.geniinow.runtime.verifier.LedgerVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export some of whose entries have no details any more, before both verifiers. */
class RedactedLedgerTest {
  private static final UUID AGENT = new UUID(7, 7);
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00.000100Z");
  private static final int ENTRIES = 12;

  /** By their sequences. */
  private static final Set<Long> REDACTED = Set.of(1L, 5L, 6L, 12L);

  private final SigningKey key = SigningKey.ofSeed(new byte[32]);
  private final SigningKey other =
      SigningKey.ofSeed(
          AT.toString().repeat(2).substring(0, 32).getBytes(StandardCharsets.US_ASCII));
  private final List<Line> chain = LedgerVerifierTest.export(AGENT, ENTRIES);

  @TempDir Path folder;

  @BeforeEach
  void needsNode() {
    Needed.programs("node");
  }

  /** Each line of an export, without its line feed. */
  private List<String> export(SigningKey signing) {
    var lines = new ArrayList<String>();
    for (var line : chain) {
      if (REDACTED.contains(line.entry().sequence())) {
        var said = Redaction.of(line.entry(), line.hash(), AT);
        lines.add(redacted(line.entry(), said).line(line.hash()).strip());
        lines.add(said.line(by(signing, said)).strip());
      } else {
        lines.add(line.entry().line(line.hash()).strip());
      }
    }
    return lines;
  }

  private static LedgerEntry redacted(LedgerEntry entry, Redaction said) {
    return new LedgerEntry(
        entry.agentId(),
        entry.sequence(),
        entry.type(),
        entry.eventId(),
        Redaction.details(said.redacted()),
        entry.previousHash(),
        entry.createdAt());
  }

  private static Redaction.Signed by(SigningKey key, Redaction said) {
    var signature = key.sign(said.text(key.kid(), key.publicKey()));
    return new Redaction.Signed(key.kid(), key.publicKey(), signature);
  }

  private Path file(List<String> lines) throws IOException {
    return Files.writeString(folder.resolve("export.ndjson"), String.join("\n", lines) + "\n");
  }

  /** What both find, in the same word at the same entry. */
  private String found(List<String> lines) throws Exception {
    return foundInEach(List.of(lines)).getFirst();
  }

  /** The same of many exports, for which the second verifier is started once. */
  private List<String> foundInEach(List<List<String>> exports) throws Exception {
    var files = new ArrayList<Path>();
    for (var lines : exports) {
      var file = folder.resolve("export-" + files.size() + ".ndjson");
      files.add(Files.writeString(file, String.join("\n", lines) + "\n"));
    }
    var second = SecondVerifier.verify(files);
    assertThat(second).hasSameSizeAs(files);
    var found = new ArrayList<String>();
    for (var n = 0; n < files.size(); n++) {
      var first = LedgerVerifier.verify(files.get(n), Optional.empty());
      assertThat(second.get(n).path("why").asString("")).isEqualTo(first.kind());
      assertThat(second.get(n).path("broken").asLong(0)).isEqualTo(first.broken());
      found.add(first.intact() ? "" : first.broken() + " " + first.kind());
    }
    return found;
  }

  @Test
  void it_is_intact_with_so_many_redacted() throws Exception {
    var file = file(export(key));

    assertThat(LedgerVerifier.verify(file, Optional.empty()))
        .hasToString("12 entries, intact, 4 redacted");
    var second = SecondVerifier.verify(List.of(file)).getFirst();
    assertThat(second.path("entries").asLong()).isEqualTo(12);
    assertThat(second.path("redacted").asLong()).isEqualTo(4);
  }

  @Test
  void who_signed_must_be_one_of_the_keys_that_are_named() throws Exception {
    var file = file(export(key));

    var ours = Optional.of(key.publicKey());
    assertThat(LedgerVerifier.verify(file, Optional.empty(), ours).intact()).isTrue();
    var both = Optional.of(other.publicKey() + ", " + key.publicKey());
    assertThat(LedgerVerifier.verify(file, Optional.empty(), both).intact()).isTrue();
    var theirs = Optional.of(other.publicKey());
    assertThat(LedgerVerifier.verify(file, Optional.empty(), theirs).toString())
        .startsWith("broken at entry 1: redacted, ")
        .contains("another key");
  }

  @Test
  void the_console_finds_the_same() throws Exception {
    var lines = export(key);
    assertThat(ConsoleVerifier.verify(file(lines), other.publicKey(), key.publicKey()))
        .isEqualTo("12 entries, intact, 4 redacted.");
    assertThat(ConsoleVerifier.verify(file(lines), other.publicKey()))
        .startsWith("Broken at entry 1: redacted, the signature of its redaction");
    assertThat(ConsoleVerifier.verify(file(without(lines, 6)), key.publicKey()))
        .isEqualTo("Broken at entry 5: redacted, no record of its redaction follows it.");
  }

  @Test
  void an_entry_is_redacted_with_a_record_of_its_own_or_not_at_all() throws Exception {
    var lines = export(key);
    // 0 and 1: entry 1 and its record; 2, 3, 4; 5 and 6: entry 5; 7 and 8: entry 6
    assertThat(found(without(lines, 6))).isEqualTo("5 redacted");
    assertThat(found(without(lines, lines.size() - 1))).isEqualTo("12 redacted");
    assertThat(found(swapped(lines, 6, 8))).isEqualTo("5 redacted");
    assertThat(found(swapped(lines, 0, 1))).isEqualTo("1 changed");
    var twice = new ArrayList<>(lines);
    twice.add(6, lines.get(6));
    assertThat(found(twice)).isEqualTo("6 changed");
    var needless = new ArrayList<>(lines);
    needless.add(3, lines.get(6));
    assertThat(found(needless)).isEqualTo("3 changed");
  }

  @Test
  void whatever_is_changed_of_an_entry_or_its_record_shows() throws Exception {
    var lines = export(key);
    var whole = new ArrayList<List<String>>();
    var letters = new ArrayList<String>();
    for (var n : List.of(5, 6)) {
      var line = lines.get(n);
      // The last letter of a signature has bits that count for nothing.
      for (var at = 2; at < line.length() - 6; at += 1 + line.length() / 40) {
        var letter = line.charAt(at) == '7' ? '8' : '7';
        var changed = new ArrayList<>(lines);
        changed.set(n, line.substring(0, at) + letter + line.substring(at + 1));
        whole.add(changed);
        letters.add("letter %s of %s".formatted(at, line));
      }
    }
    var found = foundInEach(whole);
    for (var n = 0; n < found.size(); n++) {
      assertThat(found.get(n)).as(letters.get(n)).startsWith("5 ");
    }
    var type = new ArrayList<>(lines);
    type.set(5, lines.get(5).replaceFirst("\"type\":\"[a-z_]+", "\"type\":\"agent_resumed_2"));
    assertThat(found(type)).as("its hash doesn't show that").isEqualTo("5 redacted");
  }

  @Test
  void a_checkpoint_agrees_with_it() throws Exception {
    var file = file(export(key));
    for (var line : chain) {
      var head = LedgerCheckpoint.head(AGENT, new LedgerHead(line.entry().sequence(), line.hash()));
      var tree = new MerkleTree();
      tree.add(head);
      var taken =
          new LedgerCheckpoint(
              3, Instant.parse("2100-01-01T00:00:00Z"), 1, tree.root(), LedgerHead.GENESIS);
      var checkpoint =
          Files.writeString(folder.resolve("checkpoint.ndjson"), taken.line() + head + "\n");

      assertThat(LedgerVerifier.verify(file, Optional.of(checkpoint)))
          .hasToString("12 entries, intact, 4 redacted");
      var second = SecondVerifier.verify(List.of(file), "--checkpoint", checkpoint.toString());
      assertThat(second.getFirst().path("entries").asLong()).isEqualTo(12);
    }
  }

  @Test
  void what_is_signed_is_canonical_and_without_the_signature() {
    var said = Redaction.of(chain.getFirst().entry(), chain.getFirst().hash(), AT);
    var line = said.line(by(key, said));

    assertThat(line).endsWith("\"}\n");
    assertThat(line.replaceFirst(",\"signature\":\"[^\"]*\"", "").strip())
        .isEqualTo(said.text(key.kid(), key.publicKey()));
  }

  private static List<String> without(List<String> lines, int n) {
    var left = new ArrayList<>(lines);
    left.remove(n);
    return left;
  }

  private static List<String> swapped(List<String> lines, int one, int other) {
    var swapped = new ArrayList<>(lines);
    swapped.set(one, lines.get(other));
    swapped.set(other, lines.get(one));
    return swapped;
  }
}
