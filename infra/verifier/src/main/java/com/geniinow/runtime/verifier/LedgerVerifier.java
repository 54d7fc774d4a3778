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
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Checks an export of an agent's ledger, as docs/ledger.md says. One file that needs a JDK and
 * nothing else: infra/verify-ledger runs it from source, so that whoever verifies can read what
 * verifies and need not trust a build. Reads line by line; memory does not grow with the file. It
 * is longer than a file should be, since it must stay one.
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
  private static final List<String> SIGNATURE =
      List.of("algorithm", "hash", "kid", "public_key", "signature");
  private static final List<String> CONTENTS =
      List.of("chains", "checkpoint", "entity_id", "signature", "unplaced");
  private static final List<String> PLACED =
      List.of("agent_id", "hash", "index", "path", "sequence");
  private static final List<String> UNPLACED = List.of("agent_id");
  private static final List<String> REDACTION =
      List.of(
          "agent_id",
          "algorithm",
          "hash",
          "kid",
          "public_key",
          "redacted",
          "redacted_at",
          "redacted_hash",
          "sequence",
          "signature");
  private static final int KID = 32;
  private static final String UUID_TEXT =
      "\"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\"";

  private static final String TIME_TEXT = "\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z\"";

  private static final Pattern TEXT = Pattern.compile("\".*\"", Pattern.DOTALL);

  /** Details that were taken out of an entry. */
  private static final Pattern REDACTED = Pattern.compile("\\{\"redacted\":(\"[0-9a-f]{64}\")}");

  /** What each field looks like. */
  private static final Map<String, Pattern> SHAPES =
      Map.ofEntries(
          Map.entry("agent_id", Pattern.compile(UUID_TEXT)),
          Map.entry("event_id", Pattern.compile(UUID_TEXT)),
          Map.entry("entry_id", Pattern.compile(UUID_TEXT)),
          Map.entry("entity_id", Pattern.compile(UUID_TEXT)),
          Map.entry("created_at", Pattern.compile(TIME_TEXT)),
          Map.entry("redacted_at", Pattern.compile(TIME_TEXT)),
          Map.entry("redacted", TEXT),
          Map.entry("redacted_hash", TEXT),
          Map.entry("details", Pattern.compile("\\{.*", Pattern.DOTALL)),
          Map.entry("hash", TEXT),
          Map.entry("previous_hash", TEXT),
          Map.entry("checkpoint", TEXT),
          Map.entry("algorithm", TEXT),
          Map.entry("kid", TEXT),
          Map.entry("public_key", TEXT),
          Map.entry("signature", TEXT),
          Map.entry("sequence", Pattern.compile("[1-9]\\d{0,15}")),
          Map.entry("index", Pattern.compile("0|[1-9]\\d{0,15}")),
          Map.entry("path", Pattern.compile("\\[(\"[0-9a-f]{64}\"(,\"[0-9a-f]{64}\")*+)?]")),
          Map.entry("chains", Pattern.compile("\\[" + UUID_TEXT + "(," + UUID_TEXT + ")*+]")),
          Map.entry("unplaced", Pattern.compile("\\[(" + UUID_TEXT + "(," + UUID_TEXT + ")*+)?]")),
          Map.entry("type", TEXT));

  private LedgerVerifier() {}

  /**
   * What was found.
   *
   * @param entries how many there are; of a broken file, how many were in order
   * @param broken the first entry that is not as it should be, counted from 1; 0 for none
   * @param kind what happened to it, in a word of docs/ledger.md; empty for nothing
   * @param why the same as a sentence
   * @param redacted how many entries have no details any more, as a signed record says of each
   * @param signers the keys that signed these records, by their names
   */
  public record Finding(
      long entries, long broken, String kind, String why, long redacted, Set<String> signers) {
    public Finding {
      signers = Set.copyOf(signers);
    }

    /** Whether nothing was found. */
    public boolean intact() {
      return kind.isEmpty();
    }

    /** One line for people. */
    @Override
    public String toString() {
      return intact()
          ? entries + " entries, intact" + redactions(redacted)
          : "broken at entry " + broken + ": " + kind + ", " + why;
    }
  }

  private static String redactions(long redacted) {
    return redacted == 0 ? "" : ", " + redacted + " redacted";
  }

  /**
   * What was found in an entity's export.
   *
   * @param chains how many were in order
   * @param entries how many these have
   * @param kind as of {@link Finding}; empty for nothing
   * @param why the same as a sentence, or who signed
   * @param redacted as of {@link Finding}
   */
  public record EntityFinding(long chains, long entries, String kind, String why, long redacted) {
    /** Whether nothing was found. */
    public boolean intact() {
      return kind.isEmpty();
    }

    /** One line for people. */
    @Override
    public String toString() {
      return intact()
          ? chains + " chains, " + entries + " entries, intact" + redactions(redacted) + ", " + why
          : "broken: " + kind + ", " + why;
    }
  }

  /** Verifies a file; ends with 0 if it is intact, 1 if not, 2 if it can't be looked at. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) {
    var options = new Options(args);
    if (options.file.isEmpty()) {
      System.err.println("usage: verify-ledger FILE [--checkpoint FILE] [--entity] [--key KEYS]");
      System.exit(2);
    }
    try {
      var file = Path.of(options.file);
      if (options.entity) {
        var finding = verifyEntity(file, options.key);
        System.out.println(finding);
        System.exit(finding.intact() ? 0 : 1);
      }
      var finding = verify(file, options.checkpoint.map(Path::of), options.key);
      System.out.println(finding);
      if (finding.intact() && !finding.signers().isEmpty() && options.key.isEmpty()) {
        System.out.println(
            "its redactions are signed by "
                + String.join(", ", finding.signers())
                + " (compare with keys that you know, or name them: --key)");
      }
      System.exit(finding.intact() ? 0 : 1);
    } catch (IOException e) {
      System.err.println("verify-ledger: cannot read " + e.getMessage());
      System.exit(2);
    }
  }

  /** What the command line says; no file where it says nothing that makes sense. */
  private static final class Options {
    private String file = "";
    private Optional<String> checkpoint = Optional.empty();
    private Optional<String> key = Optional.empty();
    private boolean entity;

    Options(String[] args) {
      for (var n = 0; n < args.length; n++) {
        var hasValue = n + 1 < args.length;
        if (args[n].equals("--entity")) {
          entity = true;
        } else if (args[n].equals("--checkpoint") && hasValue) {
          checkpoint = Optional.of(args[++n]);
        } else if (args[n].equals("--key") && hasValue) {
          key = Optional.of(args[++n]);
        } else if (file.isEmpty() && !args[n].startsWith("--")) {
          file = args[n];
        } else {
          file = "";
          return;
        }
      }
      if (entity && checkpoint.isPresent()) {
        file = "";
      }
    }
  }

  /**
   * Verifies an export, against a checkpoint if there is one.
   *
   * @throws IOException when a file can't be read
   */
  public static Finding verify(Path export, Optional<Path> checkpoint) throws IOException {
    return verify(export, checkpoint, Optional.empty());
  }

  /**
   * Verifies an export, against a checkpoint if there is one, and that by its signature if there is
   * one beside it.
   *
   * @param key the public key that must have signed the checkpoint and each redaction, in base64;
   *     or several, one of which must have, with commas between
   * @throws IOException when a file can't be read
   */
  public static Finding verify(Path export, Optional<Path> checkpoint, Optional<String> key)
      throws IOException {
    var chain = new Chain(export, key);
    var finding = chain.verify();
    return finding.intact() && checkpoint.isPresent()
        ? new Checkpoint(checkpoint.get(), key).compare(export, chain, finding)
        : finding;
  }

  /**
   * Verifies an entity's export.
   *
   * @param key as of {@link #verify(Path, Optional, Optional)}
   * @throws IOException when the file can't be read
   */
  public static EntityFinding verifyEntity(Path export, Optional<String> key) throws IOException {
    return new EntityExport(export, key).verify();
  }

  /** The export, one entry after the other. */
  private static final class Chain {
    private final Path file;
    private final Optional<String> key;
    private String agent = "";
    private String began = "";

    Chain(Path file, Optional<String> key) {
      this.file = file;
      this.key = key;
    }

    Finding verify() throws IOException {
      var links = new Links(key);
      try (var lines = new Lines(file)) {
        while (lines.next()) {
          var broken = links.next(lines);
          if (broken.isPresent()) {
            return broken.get();
          }
        }
      }
      agent = links.agent;
      began = links.began;
      return links.number == 0
          ? broken(1, "empty", "there is no entry at all")
          : new Finding(links.number, 0, "", "", links.redacted, links.signers);
    }

    String agent() {
      return agent;
    }

    String began() {
      return began;
    }
  }

  /** One chain, as far as it was read. */
  private static final class Links {
    private final Optional<String> key;
    private final Set<String> signers = new TreeSet<>();
    private long redacted;
    private long number;
    private String previous = ZEROS;
    private String agent = "";
    private String began = "";

    Links(Optional<String> key) {
      this.key = key;
    }

    /** Takes the next entry; says what is wrong with it. */
    Optional<Finding> next(Lines lines) throws IOException {
      number++;
      var parsed = lines.fields(ENTRY);
      if (parsed.isEmpty()) {
        return found("changed", "its line is not an entry in canonical form");
      }
      var entry = parsed.get();
      var hash = string(entry, "hash");
      var isRedacted = !hash.equals(hashOf(entry, "hash", "entry_id"));
      if (isRedacted && !REDACTED.matcher(entry.getOrDefault("details", "")).matches()) {
        return found("changed", "its hash is not that of what it says");
      }
      if (number == 1) {
        agent = string(entry, "agent_id");
        began = string(entry, "created_at");
      }
      if (!string(entry, "agent_id").equals(agent)) {
        return found("inserted", "it is of another agent");
      }
      long sequence = number(entry, "sequence");
      if (sequence < number) {
        return found("inserted", "entry " + sequence + " stands here once more");
      }
      if (sequence > number) {
        return lines.holdsBelow(number)
            ? found("reordered", "entry " + sequence + " stands here before it")
            : found("removed", "entry " + sequence + " follows where it should be");
      }
      if (!string(entry, "previous_hash").equals(previous)) {
        return found("unlinked", "it does not follow from the entry before it");
      }
      if (!string(entry, "entry_id").equals(entryId(agent, number))) {
        return found("changed", "its id is not that of its agent and number");
      }
      previous = hash;
      return isRedacted ? redaction(entry, lines) : Optional.empty();
    }

    /** Takes the line behind a redacted entry, which must vouch for it. */
    private Optional<Finding> redaction(Map<String, String> entry, Lines lines) throws IOException {
      var parsed = lines.next() ? lines.fields(REDACTION) : Optional.<Map<String, String>>empty();
      if (parsed.isEmpty()) {
        return found("redacted", "no record of its redaction follows it");
      }
      var said = parsed.get();
      var isOfEntry =
          List.of("agent_id", "hash", "sequence").stream()
                  .allMatch(name -> said.getOrDefault(name, "").equals(entry.get(name)))
              && entry
                  .getOrDefault("details", "")
                  .equals("{\"redacted\":" + said.get("redacted") + "}")
              && string(said, "redacted_hash").equals(hashOf(entry, "hash", "entry_id"));
      if (!isOfEntry) {
        return found("redacted", "the record of a redaction behind it says otherwise");
      }
      var signed = textOf(said, "signature").getBytes(StandardCharsets.UTF_8);
      var fault = signatureFault(said, string(entry, "hash"), signed, key);
      if (!fault.isEmpty()) {
        return found("redacted", "the signature of its redaction: " + fault);
      }
      redacted++;
      signers.add(string(said, "kid"));
      return Optional.empty();
    }

    private Optional<Finding> found(String kind, String why) {
      return Optional.of(broken(number, kind, why));
    }
  }

  private static Finding broken(long number, String kind, String why) {
    return new Finding(number - 1, number, kind, why, 0, Set.of());
  }

  /** All chains of an entity behind a signed checkpoint. */
  private static final class EntityExport {
    private final Path file;
    private final Optional<String> key;
    private long chains;
    private long entries;
    private long redacted;
    private final Set<String> signers = new TreeSet<>();
    private String root = "";
    private String takenAt = "";
    private long size;

    EntityExport(Path file, Optional<String> key) {
      this.file = file;
      this.key = key;
    }

    EntityFinding verify() throws IOException {
      try (var lines = new Lines(file)) {
        if (!lines.next() || lines.fields(HEADER).isEmpty()) {
          return broken("checkpoint", "line 1 is not a checkpoint");
        }
        var header = lines.fields(HEADER).orElseThrow();
        var signed = lines.bytes();
        if (!hashOf(header, "hash").equals(string(header, "hash"))) {
          return broken("checkpoint", "it is not what its own hash says");
        }
        root = string(header, "root");
        takenAt = string(header, "taken_at");
        size = number(header, "agents");
        if (!lines.next() || lines.fields(SIGNATURE).isEmpty()) {
          return broken("signature", "line 2 is not a signature");
        }
        var signature = lines.fields(SIGNATURE).orElseThrow();
        var fault = signatureFault(signature, string(header, "hash"), signed, key);
        if (!fault.isEmpty()) {
          return broken("signature", fault);
        }
        if (!lines.next() || lines.fields(CONTENTS).isEmpty()) {
          return broken("contents", "line 3 does not say which chains there are");
        }
        var contents = lines.fields(CONTENTS).orElseThrow();
        if (!string(contents, "checkpoint").equals(string(header, "hash"))
            || !signs(
                string(signature, "public_key"),
                textOf(contents, "signature").getBytes(StandardCharsets.UTF_8),
                string(contents, "signature"))) {
          return broken("contents", "the key of the checkpoint did not sign line 3");
        }
        return chains(lines, ids(contents, "chains"), Set.copyOf(ids(contents, "unplaced")))
            .orElseGet(
                () ->
                    new EntityFinding(
                        chains,
                        entries,
                        "",
                        signers(
                            "entity %s, checkpoint %d of %s signed by %s%s"
                                .formatted(
                                    string(contents, "entity_id"),
                                    number(header, "number"),
                                    takenAt,
                                    string(signature, "kid"),
                                    key.isPresent() ? "" : " (compare that key with one you know)"),
                            string(signature, "kid")),
                        redacted));
      }
    }

    /** Names keys that signed redactions and not the checkpoint, where nobody said which may. */
    private String signers(String why, String kid) {
      var others = new TreeSet<>(signers);
      others.remove(kid);
      return others.isEmpty() || key.isPresent()
          ? why
          : why + ", redactions also by " + String.join(", ", others) + " (compare these, too)";
    }

    private static List<String> ids(Map<String, String> contents, String name) {
      var text = contents.getOrDefault(name, "[]").replaceAll("[\\[\\]\"]", "");
      return text.isEmpty() ? List.of() : List.of(text.split(","));
    }

    private Optional<EntityFinding> chains(Lines lines, List<String> ids, Set<String> unplaced)
        throws IOException {
      var more = lines.next();
      for (var id : ids) {
        var placed = more ? lines.fields(PLACED) : Optional.<Map<String, String>>empty();
        var head = placed.or(() -> lines.fields(UNPLACED));
        if (!more || head.isEmpty() || !string(head.get(), "agent_id").equals(id)) {
          return Optional.of(
              broken("removed", "the chain of " + id + " is not where it should be"));
        }
        if (placed.isEmpty() != unplaced.contains(id)) {
          return Optional.of(
              broken("changed", "line 3 says otherwise whether the checkpoint knows " + id));
        }
        if (placed.isPresent() && !isInTree(placed.get())) {
          return Optional.of(broken("path", "that of " + id + " does not lead to the checkpoint"));
        }
        var links = new Links(key);
        var isHead = placed.isEmpty();
        for (more = lines.next(); more && isEntry(lines); more = lines.next()) {
          var broken = links.next(lines);
          if (broken.isPresent()) {
            return Optional.of(broken(broken.get().kind(), "agent " + id + ": " + broken.get()));
          }
          isHead |=
              placed.isPresent()
                  && links.number == number(placed.get(), "sequence")
                  && links.previous.equals(string(placed.get(), "hash"));
        }
        if (links.number == 0 || !links.agent.equals(id)) {
          return Optional.of(broken("removed", "agent " + id + " has no entry of its own"));
        }
        if (!isHead) {
          var cut = links.number < number(placed.orElseThrow(), "sequence");
          return Optional.of(
              broken(
                  cut ? "truncated" : "changed",
                  "the checkpoint has seen "
                      + (cut ? "more entries" : "another entry")
                      + " of agent "
                      + id));
        }
        if (placed.isEmpty() && links.began.compareTo(takenAt) <= 0) {
          return Optional.of(broken("unknown", "agent " + id + " began before the checkpoint"));
        }
        chains++;
        entries += links.number;
        redacted += links.redacted;
        signers.addAll(links.signers);
      }
      return more
          ? Optional.of(broken("inserted", "more follows than line 3 says"))
          : Optional.empty();
    }

    /** What is no head is taken for an entry, so that a broken one is named. */
    private static boolean isEntry(Lines lines) {
      return lines.fields(PLACED).isEmpty() && lines.fields(UNPLACED).isEmpty();
    }

    /** The audit path of RFC 6962, section 2.1.1. */
    private boolean isInTree(Map<String, String> head) {
      long first = number(head, "index");
      long last = size - 1;
      if (first > last) {
        return false;
      }
      var leaf =
          "{\"agent_id\":%s,\"hash\":%s,\"sequence\":%s}"
              .formatted(head.get("agent_id"), head.get("hash"), head.get("sequence"));
      var hash = sha256(new byte[] {0}, leaf.getBytes(StandardCharsets.UTF_8));
      var path = head.getOrDefault("path", "[]").replaceAll("[\\[\\]\"]", "");
      for (var text : path.isEmpty() ? new String[0] : path.split(",")) {
        if (last == 0) {
          return false;
        }
        var node = HexFormat.of().parseHex(text);
        if (first % 2 == 1 || first == last) {
          hash = sha256(new byte[] {1}, node, hash);
          while (first % 2 == 0 && first != 0) {
            first /= 2;
            last /= 2;
          }
        } else {
          hash = sha256(new byte[] {1}, hash, node);
        }
        first /= 2;
        last /= 2;
      }
      return last == 0 && hex(hash).equals(root);
    }

    private static EntityFinding broken(String kind, String why) {
      return new EntityFinding(0, 0, kind, why, 0);
    }
  }

  /** What is wrong with a signature; empty for nothing. */
  private static String signatureFault(
      Map<String, String> signature, String hash, byte[] signed, Optional<String> key) {
    var publicKey = string(signature, "public_key");
    if (key.isPresent() && !List.of(key.get().strip().split("\\s*,\\s*")).contains(publicKey)) {
      return "it is by another key than yours";
    }
    if (!string(signature, "algorithm").equals("Ed25519")
        || !string(signature, "hash").equals(hash)
        || !signs(publicKey, signed, string(signature, "signature"))) {
      return "it does not hold";
    }
    var kid = hex(sha256(Base64.getDecoder().decode(publicKey))).substring(0, KID);
    return kid.equals(string(signature, "kid")) ? "" : "its key has another name";
  }

  /** Whether this key signed these bytes. */
  private static boolean signs(String publicKey, byte[] bytes, String signature) {
    try {
      var key =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
      var verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(bytes);
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  /** The heads of all chains at one time, under one hash. */
  private static final class Checkpoint {
    private final Path file;
    private final Optional<String> key;

    Checkpoint(Path file, Optional<String> key) {
      this.file = file;
      this.key = key;
    }

    Finding compare(Path export, Chain chain, Finding intact) throws IOException {
      Map<String, String> head = new HashMap<>();
      var tree = new Merkle();
      long heads = 0;
      Map<String, String> header;
      byte[] signed;
      try (var lines = new Lines(file)) {
        if (!lines.next() || lines.fields(HEADER).isEmpty()) {
          return unusable("its first line is not a checkpoint");
        }
        header = lines.fields(HEADER).orElseThrow();
        signed = lines.bytes();
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
      var fault = signatureFault(string(header, "hash"), signed);
      if (!fault.isEmpty()) {
        return unusable(fault);
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
      var isSeen = false;
      try (var lines = new Lines(export)) {
        for (long n = 0; n < sequence && lines.next(); ) {
          var entry = lines.fields(ENTRY); // not what stands behind a redacted one
          n += entry.isPresent() ? 1 : 0;
          isSeen = entry.isPresent() && string(entry.get(), "hash").equals(hash);
        }
      }
      return isSeen
          ? intact
          : broken(sequence, "changed", "the checkpoint has seen another entry here");
    }

    /** Of the file beside it, where there is one; with a key of yours there has to be one. */
    private String signatureFault(String hash, byte[] signed) throws IOException {
      var beside = Path.of(file + ".sig");
      if (!Files.exists(beside)) {
        return key.isEmpty() ? "" : "no signature is beside it";
      }
      try (var lines = new Lines(beside)) {
        if (!lines.next() || lines.fields(SIGNATURE).isEmpty()) {
          return "what is beside it is no signature";
        }
        var signature = lines.fields(SIGNATURE).orElseThrow();
        return LedgerVerifier.signatureFault(signature, hash, signed, key);
      }
    }

    private static Finding unusable(String why) {
      return new Finding(0, 0, "checkpoint", why, 0, Set.of());
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
        return fields.keySet().equals(Set.copyOf(names))
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
    return hex(sha256(textOf(fields, without).getBytes(StandardCharsets.UTF_8)));
  }

  /** An object in canonical form, without some of its fields. */
  private static String textOf(Map<String, String> fields, String... without) {
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
    return text.append('}').toString();
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
