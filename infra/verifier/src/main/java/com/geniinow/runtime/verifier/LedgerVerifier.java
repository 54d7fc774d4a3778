package com.geniinow.runtime.verifier;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Checks an export of an agent's ledger, as docs/ledger.md says. One file that needs a JDK and
 * nothing else: infra/verify-ledger runs it from source, so that whoever verifies can read what
 * verifies and need not trust a build. Reads line by line; memory does not grow with the file.
 */
public final class LedgerVerifier {
  private static final String ZEROS = "0".repeat(64);

  /** A line is an event's statement; nothing in it is longer than a few thousand characters. */
  private static final int LONGEST_LINE = 16 << 20;

  private static final List<String> ENTRY =
      List.of(
          "agent_id",
          "created_at",
          "details",
          "entry_id",
          "event_id",
          "hash",
          "previous_hash",
          "sequence",
          "type");
  private static final List<String> HEADER =
      List.of("agents", "hash", "number", "previous_hash", "root", "taken_at");
  private static final List<String> HEAD = List.of("agent_id", "hash", "sequence");
  private static final String UUID_TEXT =
      "\"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\"";

  /** What each field looks like. */
  private static final Map<String, Pattern> SHAPES =
      Map.of(
          "agent_id", Pattern.compile(UUID_TEXT),
          "event_id", Pattern.compile(UUID_TEXT),
          "entry_id", Pattern.compile(UUID_TEXT),
          "created_at", Pattern.compile("\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z\""),
          "details", Pattern.compile("\\{.*", Pattern.DOTALL),
          "hash", Pattern.compile("\".*\"", Pattern.DOTALL),
          "previous_hash", Pattern.compile("\".*\"", Pattern.DOTALL),
          "sequence", Pattern.compile("[1-9]\\d{0,15}"),
          "type", Pattern.compile("\".*\"", Pattern.DOTALL));

  private LedgerVerifier() {}

  /**
   * What was found.
   *
   * @param entries how many there are; of a broken file, how many were in order
   * @param broken the first entry that is not as it should be, counted from 1; 0 for none
   * @param kind what happened to it, in a word of docs/ledger.md; empty for nothing
   * @param why the same as a sentence
   */
  public record Finding(long entries, long broken, String kind, String why) {
    /** Whether nothing was found. */
    public boolean intact() {
      return kind.isEmpty();
    }

    /** One line for people. */
    @Override
    public String toString() {
      return intact()
          ? entries + " entries, intact"
          : "broken at entry " + broken + ": " + kind + ", " + why;
    }
  }

  /** Verifies a file; ends with 0 if it is intact, 1 if not, 2 if it can't be looked at. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) {
    var checked = args.length == 3 && args[1].equals("--checkpoint");
    if (args.length != 1 && !checked) {
      System.err.println("usage: verify-ledger FILE [--checkpoint FILE]");
      System.exit(2);
    }
    try {
      var finding =
          verify(Path.of(args[0]), checked ? Optional.of(Path.of(args[2])) : Optional.empty());
      System.out.println(finding);
      System.exit(finding.intact() ? 0 : 1);
    } catch (IOException e) {
      System.err.println("verify-ledger: cannot read " + e.getMessage());
      System.exit(2);
    }
  }

  /**
   * Verifies an export, against a checkpoint if there is one.
   *
   * @throws IOException when a file can't be read
   */
  public static Finding verify(Path export, Optional<Path> checkpoint) throws IOException {
    var chain = new Chain(export);
    var finding = chain.verify();
    return finding.intact() && checkpoint.isPresent()
        ? new Checkpoint(checkpoint.get()).compare(export, chain, finding)
        : finding;
  }

  /** The export, one entry after the other. */
  private static final class Chain {
    private final Path file;
    private String agent = "";
    private String began = "";

    Chain(Path file) {
      this.file = file;
    }

    Finding verify() throws IOException {
      long number = 0;
      var previous = ZEROS;
      try (var lines = new Lines(file)) {
        while (lines.next()) {
          number++;
          var parsed = lines.fields(ENTRY);
          if (parsed.isEmpty()) {
            return broken(number, "changed", "its line is not an entry in canonical form");
          }
          var entry = parsed.get();
          var hash = string(entry, "hash");
          if (!hash.equals(hashOf(entry, "hash", "entry_id"))) {
            return broken(number, "changed", "its hash is not that of what it says");
          }
          if (number == 1) {
            agent = string(entry, "agent_id");
            began = string(entry, "created_at");
          }
          if (!string(entry, "agent_id").equals(agent)) {
            return broken(number, "inserted", "it is of another agent");
          }
          long sequence = number(entry, "sequence");
          if (sequence < number) {
            return broken(number, "inserted", "entry " + sequence + " stands here once more");
          }
          if (sequence > number) {
            return lines.holdsBelow(number)
                ? broken(number, "reordered", "entry " + sequence + " stands here before it")
                : broken(number, "removed", "entry " + sequence + " follows where it should be");
          }
          if (!string(entry, "previous_hash").equals(previous)) {
            return broken(number, "unlinked", "it does not follow from the entry before it");
          }
          if (!string(entry, "entry_id").equals(entryId(agent, number))) {
            return broken(number, "changed", "its id is not that of its agent and number");
          }
          previous = hash;
        }
      }
      return number == 0
          ? broken(1, "empty", "there is no entry at all")
          : new Finding(number, 0, "", "");
    }

    String agent() {
      return agent;
    }

    String began() {
      return began;
    }
  }

  private static Finding broken(long number, String kind, String why) {
    return new Finding(number - 1, number, kind, why);
  }

  /** The heads of all chains at one time, under one hash. */
  private static final class Checkpoint {
    private final Path file;

    Checkpoint(Path file) {
      this.file = file;
    }

    Finding compare(Path export, Chain chain, Finding intact) throws IOException {
      Map<String, String> head = new HashMap<>();
      var tree = new Merkle();
      long heads = 0;
      Map<String, String> header;
      try (var lines = new Lines(file)) {
        if (!lines.next() || lines.fields(HEADER).isEmpty()) {
          return unusable("its first line is not a checkpoint");
        }
        header = lines.fields(HEADER).orElseThrow();
        while (lines.next()) {
          var parsed = lines.fields(HEAD);
          if (parsed.isEmpty()) {
            return unusable("its line " + (heads + 2) + " is not the head of a chain");
          }
          heads++;
          tree.add(lines.bytes());
          if (string(parsed.get(), "agent_id").equals(chain.agent())) {
            head = parsed.get();
          }
        }
      }
      if (!hashOf(header, "hash").equals(string(header, "hash"))
          || number(header, "agents") != heads
          || !tree.root().equals(string(header, "root"))) {
        return unusable("it is not what its own hashes say");
      }
      if (head.isEmpty()) {
        return chain.began().compareTo(string(header, "taken_at")) > 0
            ? intact
            : broken(1, "unknown", "the checkpoint was taken later and knows no such agent");
      }
      return compare(export, intact, number(head, "sequence"), string(head, "hash"));
    }

    private static Finding compare(Path export, Finding intact, long sequence, String hash)
        throws IOException {
      if (intact.entries() < sequence) {
        return broken(
            intact.entries() + 1, "truncated", "the checkpoint has seen entries up to " + sequence);
      }
      try (var lines = new Lines(export)) {
        for (long n = 0; n < sequence; n++) {
          lines.next();
        }
        return string(lines.fields(ENTRY).orElseThrow(), "hash").equals(hash)
            ? intact
            : broken(sequence, "changed", "the checkpoint has seen another entry here");
      }
    }

    private static Finding unusable(String why) {
      return new Finding(0, 0, "checkpoint", why);
    }
  }

  /** The Merkle tree hash of RFC 6962, leaf by leaf. */
  private static final class Merkle {
    private record Node(byte[] hash, long leaves) {}

    private final Deque<Node> left = new ArrayDeque<>();

    void add(byte[] leaf) {
      var node = new Node(sha256(new byte[] {0}, leaf), 1);
      while (!left.isEmpty() && left.peek().leaves() == node.leaves()) {
        node = over(left.pop(), node);
      }
      left.push(node);
    }

    String root() {
      if (left.isEmpty()) {
        return hex(sha256());
      }
      var nodes = new ArrayDeque<>(left);
      var root = nodes.pop();
      while (!nodes.isEmpty()) {
        root = over(nodes.pop(), root);
      }
      return hex(root.hash());
    }

    private static Node over(Node a, Node b) {
      return new Node(sha256(new byte[] {1}, a.hash(), b.hash()), a.leaves() + b.leaves());
    }
  }

  /** The lines of a file, one at a time. */
  private static final class Lines implements AutoCloseable {
    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean whole;

    Lines(Path file) throws IOException {
      in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    /** Goes on to the next line; false at the end of the file. */
    boolean next() throws IOException {
      line.reset();
      whole = false;
      var c = in.read();
      if (c < 0) {
        return false;
      }
      while (c >= 0 && c != '\n') {
        if (line.size() < LONGEST_LINE) {
          line.write(c);
        }
        c = in.read();
      }
      whole = c == '\n' && line.size() < LONGEST_LINE;
      return true;
    }

    byte[] bytes() {
      return line.toByteArray();
    }

    /** The JSON of each field, if the line is canonical and has these fields. */
    Optional<Map<String, String>> fields(List<String> names) {
      if (!whole) {
        return Optional.empty();
      }
      try {
        var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
        var fields = new Canonical(text).object();
        return fields.keySet().equals(java.util.Set.copyOf(names))
                && fields.entrySet().stream().allMatch(LedgerVerifier::shaped)
            ? Optional.of(fields)
            : Optional.empty();
      } catch (CharacterCodingException | IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    /** Whether an entry with this number stands further down. */
    boolean holdsBelow(long number) throws IOException {
      while (next()) {
        var entry = fields(ENTRY);
        if (entry.isPresent() && number(entry.get(), "sequence") == number) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private static boolean shaped(Map.Entry<String, String> field) {
    var shape = SHAPES.get(field.getKey());
    return shape == null || shape.matcher(field.getValue()).matches();
  }

  /** Reads JSON in the form of RFC 8785, and nothing that is JSON in any other form. */
  private static final class Canonical {
    private static final String SHORT = "\b\t\n\f\r\"\\";
    private static final String LETTERS = "btnfr\"\\";
    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9]\\d{0,15}");
    private static final int DEEPEST = 100;

    private final String text;
    private int at;
    private int depth;

    Canonical(String text) {
      this.text = text;
    }

    /** The fields of an object, in order; the object is the whole text. */
    Map<String, String> object() {
      var fields = new java.util.LinkedHashMap<String, String>();
      readObject(fields);
      require(at == text.length());
      return fields;
    }

    private void readObject(Map<String, String> fields) {
      expect('{');
      require(++depth < DEEPEST);
      var before = Optional.<String>empty();
      while (!has('}')) {
        if (before.isPresent()) {
          expect(',');
        }
        var name = readString();
        require(before.isEmpty() || before.get().compareTo(name) < 0);
        before = Optional.of(name);
        expect(':');
        int from = at;
        readValue();
        fields.put(name, text.substring(from, at));
      }
      depth--;
      expect('}');
    }

    private void readArray() {
      expect('[');
      require(++depth < DEEPEST);
      for (var n = 0; !has(']'); n++) {
        if (n > 0) {
          expect(',');
        }
        readValue();
      }
      depth--;
      expect(']');
    }

    private void readValue() {
      if (has('{')) {
        readObject(new HashMap<>());
      } else if (has('[')) {
        readArray();
      } else if (has('"')) {
        readString();
      } else {
        int from = at;
        while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        var word = text.substring(from, at);
        require(List.of("true", "false", "null").contains(word) || WHOLE.matcher(word).matches());
      }
    }

    private String readString() {
      expect('"');
      var value = new StringBuilder();
      while (!has('"')) {
        require(at < text.length());
        char c = text.charAt(at++);
        require(c >= ' ');
        value.append(c == '\\' ? readEscape() : c);
      }
      expect('"');
      return value.toString();
    }

    private char readEscape() {
      require(at < text.length());
      char letter = text.charAt(at++);
      var known = LETTERS.indexOf(letter);
      if (known >= 0) {
        return SHORT.charAt(known);
      }
      require(letter == 'u' && at + 4 <= text.length());
      var digits = text.substring(at, at + 4);
      require(digits.matches("00[01][0-9a-f]"));
      at += 4;
      var c = (char) Integer.parseInt(digits, 16);
      require(SHORT.indexOf(c) < 0);
      return c;
    }

    private boolean has(char c) {
      return at < text.length() && text.charAt(at) == c;
    }

    private void expect(char c) {
      require(has(c));
      at++;
    }

    private static void require(boolean canonical) {
      if (!canonical) {
        throw new IllegalArgumentException("not canonical");
      }
    }
  }

  private static String string(Map<String, String> fields, String name) {
    var json = fields.getOrDefault(name, "\"\"");
    return json.substring(1, json.length() - 1);
  }

  private static long number(Map<String, String> fields, String name) {
    try {
      return Long.parseLong(fields.getOrDefault(name, "-1"));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** The hash of an object without some of its fields. */
  private static String hashOf(Map<String, String> fields, String... without) {
    var left = new java.util.TreeMap<>(fields);
    left.keySet().removeAll(List.of(without));
    var text = new StringBuilder();
    left.forEach(
        (name, json) ->
            text.append(text.isEmpty() ? "{" : ",")
                .append('"')
                .append(name)
                .append("\":")
                .append(json));
    return hex(sha256(text.append('}').toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static String entryId(String agentId, long sequence) {
    var agent = UUID.fromString(agentId);
    var name = ("ledger/" + sequence).getBytes(StandardCharsets.UTF_8);
    var input = ByteBuffer.allocate(16 + name.length);
    input.putLong(agent.getMostSignificantBits()).putLong(agent.getLeastSignificantBits());
    var hash = ByteBuffer.wrap(digest("SHA-1", input.put(name).array()));
    return new UUID(
            (hash.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x5000L,
            (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L)
        .toString();
  }

  private static byte[] sha256(byte[]... parts) {
    return digest("SHA-256", parts);
  }

  private static byte[] digest(String algorithm, byte[]... parts) {
    try {
      var digest = MessageDigest.getInstance(algorithm);
      for (var part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
