package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.query.record.LedgerEntry;
import com.geniinow.runtime.query.record.LedgerEvents;
import com.geniinow.runtime.query.record.LedgerHead;
import com.geniinow.runtime.testing.Needed;
import com.geniinow.runtime.verifier.LedgerVerifier;
import com.geniinow.runtime.verifier.LedgerVerifier.Finding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to an export shows, to both verifiers and at the same entry. */
class LedgerVerifierTest {
  private static final int MUTATIONS = 1_000;
  private static final int ENTRIES = 60;

  @TempDir Path folder;

  private final Random random = new Random(20_261_124);

  @Test
  void a_thousand_mutations_are_each_found_by_both_verifiers_at_the_same_entry() throws Exception {
    Needed.programs("node");
    var files = new ArrayList<Path>();
    var mutated = new ArrayList<Mutation>();
    for (var n = 0; n < MUTATIONS; n++) {
      var lines = export(new UUID(n, 1), ENTRIES);
      var mutation = mutate(lines);
      mutated.add(mutation);
      files.add(Files.write(folder.resolve(n + ".ndjson"), mutation.bytes()));
    }
    var second = SecondVerifier.verify(files);
    assertThat(second).hasSize(MUTATIONS);
    for (var n = 0; n < MUTATIONS; n++) {
      var first = LedgerVerifier.verify(files.get(n), Optional.empty());
      var what = mutated.get(n).what() + " in " + files.get(n);
      assertThat(first.intact()).as(what).isFalse();
      assertThat(second.get(n).path("broken").asLong()).as(what).isEqualTo(first.broken());
      assertThat(second.get(n).path("why").asString()).as(what).isEqualTo(first.kind());
      mutated.get(n).kind().ifPresent(kind -> assertThat(first.kind()).as(what).isEqualTo(kind));
      assertThat(first.broken()).as(what).isEqualTo(mutated.get(n).at());
    }
  }

  @Test
  void what_nobody_touched_is_intact_to_both() throws Exception {
    Needed.programs("node");
    var files = new ArrayList<Path>();
    for (var n = 0; n < 50; n++) {
      var bytes = join(export(new UUID(n, 2), 1 + random.nextInt(40)));
      files.add(Files.write(folder.resolve(n + ".ndjson"), bytes));
    }
    var second = SecondVerifier.verify(files);
    for (var n = 0; n < files.size(); n++) {
      var first = LedgerVerifier.verify(files.get(n), Optional.empty());
      assertThat(first).hasToString(first.entries() + " entries, intact");
      assertThat(second.get(n).path("entries").asLong()).isEqualTo(first.entries());
    }
  }

  @Test
  void an_entry_that_was_changed_and_hashed_anew_is_found_at_the_next_one() throws Exception {
    var lines = export(new UUID(1, 3), 10);
    lines.set(4, lines.get(4).rehashed("{\"by\":\"nobody\"}"));

    var finding = find(join(lines));

    assertThat(finding.broken()).isEqualTo(6);
    assertThat(finding.kind()).isEqualTo("unlinked");
  }

  @Test
  void entries_cut_off_the_end_show_against_a_checkpoint() throws Exception {
    Needed.programs("node");
    for (int others : List.of(0, 1, 2, 3, 6, 7, 100)) {
      var agent = new UUID(5, 5);
      var lines = export(agent, 30);
      var checkpoint = checkpoint(agent, lines.get(19), others, "2100-01-01T00:00:00Z");
      assertBoth(
          checkpoint,
          new Cut(lines, ""),
          new Cut(lines.subList(0, 20), ""),
          new Cut(lines.subList(0, 19), "truncated"),
          new Cut(lines.subList(0, 1), "truncated"),
          new Cut(other(lines), "changed"),
          new Cut(export(new UUID(6, 6), 5), "unknown"));
      var forged = Files.readString(checkpoint).replaceFirst("\"sequence\":20", "\"sequence\":19");
      assertBoth(Files.writeString(checkpoint, forged), new Cut(lines, "checkpoint"));
    }
    var early =
        checkpoint(new UUID(5, 5), export(new UUID(5, 5), 1).getFirst(), 3, "1960-01-01T00:00:00Z");
    assertBoth(early, new Cut(export(new UUID(6, 6), 5), ""));
  }

  /** What is left of an export, and what both must find; nothing where it is intact. */
  private record Cut(List<Line> lines, String kind) {}

  private void assertBoth(Path checkpoint, Cut... cuts) throws Exception {
    var files = new ArrayList<Path>();
    for (var cut : cuts) {
      files.add(Files.write(folder.resolve("cut-" + files.size() + ".ndjson"), join(cut.lines())));
    }
    var second = SecondVerifier.verify(files, "--checkpoint", checkpoint.toString());
    assertThat(second).hasSameSizeAs(files);
    for (var n = 0; n < cuts.length; n++) {
      var kind = cuts[n].kind();
      var first = LedgerVerifier.verify(files.get(n), Optional.of(checkpoint));
      assertThat(first.kind()).isEqualTo(kind);
      assertThat(second.get(n).path("why").asString("")).isEqualTo(kind);
      if (!kind.isEmpty()) {
        assertThat(second.get(n).path("broken").asLong()).isEqualTo(first.broken());
      }
    }
  }

  /** The same beginning of the story, told otherwise from its twentieth entry on. */
  private static List<Line> other(List<Line> lines) {
    var other = new ArrayList<>(lines.subList(0, 19));
    other.add(lines.get(19).rehashed("{\"by\":\"nobody\"}"));
    return other;
  }

  private Path checkpoint(UUID agent, Line head, int others, String takenAt) throws IOException {
    var heads = new java.util.TreeMap<String, String>();
    heads.put(agent.toString(), headLine(agent, head.entry().sequence(), head.hash()));
    for (var n = 0; n < others; n++) {
      var other = new UUID(random.nextLong(), random.nextLong());
      heads.put(other.toString(), headLine(other, 1 + n, head.hash()));
    }
    var tree = new MerkleTree();
    heads.values().forEach(tree::add);
    var checkpoint =
        new LedgerCheckpoint(
            3, java.time.Instant.parse(takenAt), heads.size(), tree.root(), LedgerHead.GENESIS);
    return Files.writeString(
        folder.resolve("checkpoint.ndjson"),
        checkpoint.line() + String.join("\n", heads.values()) + "\n");
  }

  private static String headLine(UUID agent, long sequence, String hash) {
    return LedgerCheckpoint.head(agent, new LedgerHead(sequence, hash));
  }

  @Test
  void an_empty_file_is_not_intact() throws Exception {
    assertThat(find(new byte[0])).hasToString("broken at entry 1: empty, there is no entry at all");
  }

  @Test
  void the_command_says_it_in_one_line_and_by_its_exit_code() throws Exception {
    var file = Files.write(folder.resolve("x.ndjson"), join(export(new UUID(1, 4), 7)));
    assertThat(command(file.toString())).isEqualTo("0 7 entries, intact\n");

    var lines = export(new UUID(1, 4), 7);
    lines.remove(3);
    Files.write(file, join(lines));
    assertThat(command(file.toString()))
        .isEqualTo("1 broken at entry 4: removed, entry 5 follows where it should be\n");
    assertThat(command(folder.resolve("none").toString())).startsWith("2 verify-ledger: cannot");
    assertThat(command()).startsWith("2 usage: verify-ledger FILE");
  }

  private static String command(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("../infra/verify-ledger"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    // With it a JVM begins by saying that it has seen it.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() + " " + output;
  }

  private Finding find(byte[] export) throws IOException {
    return LedgerVerifier.verify(
        Files.write(folder.resolve("one.ndjson"), export), Optional.empty());
  }

  /** What was done, where it must show and, where that is certain, as what. */
  private record Mutation(String what, byte[] bytes, long at, Optional<String> kind) {}

  private Mutation mutate(List<Line> lines) {
    var at = random.nextInt(lines.size());
    return switch (random.nextInt(8)) {
      case 0 -> {
        lines.remove(Math.min(at, lines.size() - 2));
        yield said("removed an entry", lines, Math.min(at, ENTRIES - 2) + 1, "removed");
      }
      case 1 -> {
        lines.add(at + 1, lines.get(random.nextInt(at + 1)));
        yield said("inserted an entry again", lines, at + 2, "inserted");
      }
      case 2 -> {
        var from = Math.min(at, lines.size() - 2);
        int to = from + 1 + random.nextInt(lines.size() - from - 1);
        lines.add(to, lines.remove(from));
        yield said("moved an entry back", lines, from + 1, "reordered");
      }
      case 3 -> {
        lines.add(at, export(new UUID(99, at), ENTRIES).get(at));
        yield at == 0
            ? new Mutation("put another first", join(lines), 2, Optional.of("inserted"))
            : said("inserted another agent's entry", lines, at + 1, "inserted");
      }
      case 4 -> {
        var from = Math.min(at, lines.size() - 2);
        lines.set(from, lines.get(from).rehashed("{\"by\":\"somebody else\"}"));
        yield said("changed an entry and its hash", lines, from + 2, "unlinked");
      }
      case 5 -> {
        lines.subList(0, 1 + random.nextInt(lines.size() - 1)).clear();
        yield said("cut off the beginning", lines, 1, "removed");
      }
      default -> bytes(join(lines));
    };
  }

  private static Mutation said(String what, List<Line> lines, long at, String kind) {
    return new Mutation(what, join(lines), at, Optional.of(kind));
  }

  /** A bit of a byte turned over, a byte taken out, a byte put in: wherever. */
  private Mutation bytes(byte[] bytes) {
    var at = random.nextInt(bytes.length);
    long line = 1 + count(bytes, at);
    var changed = new ByteArrayOutputStream();
    changed.write(bytes, 0, at);
    var how = random.nextInt(3);
    if (how == 0) {
      changed.write(bytes[at] ^ (1 << random.nextInt(8)));
    } else if (how == 2) {
      changed.write(random.nextInt(256));
      changed.write(bytes[at]);
    }
    changed.write(bytes, at + 1, bytes.length - at - 1);
    return Arrays.equals(changed.toByteArray(), bytes)
        ? bytes(bytes)
        : new Mutation("byte " + at + " way " + how, changed.toByteArray(), line, Optional.empty());
  }

  private static long count(byte[] bytes, int until) {
    long lines = 0;
    for (var i = 0; i < until; i++) {
      lines += bytes[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  /** An entry and its hash. */
  record Line(LedgerEntry entry, String hash) {
    Line rehashed(String details) {
      var changed =
          new LedgerEntry(
              entry.agentId(),
              entry.sequence(),
              entry.type(),
              entry.eventId(),
              details,
              entry.previousHash(),
              entry.createdAt());
      return new Line(changed, changed.hash());
    }
  }

  static byte[] join(List<Line> lines) {
    var text = new StringBuilder();
    lines.forEach(line -> text.append(line.entry().line(line.hash())));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A chain about anything that can happen, with any text in it. */
  static List<Line> export(UUID agent, int entries) {
    var lines = new ArrayList<Line>();
    var previous = LedgerHead.GENESIS;
    for (RuntimeEvent event : LedgerEvents.samples(agent.hashCode(), entries)) {
      var eventId = new UUID(agent.getMostSignificantBits(), lines.size());
      var entry = LedgerEvents.entry(agent, lines.size() + 1, event, eventId, previous);
      previous = entry.hash();
      lines.add(new Line(entry, previous));
    }
    return lines;
  }
}
