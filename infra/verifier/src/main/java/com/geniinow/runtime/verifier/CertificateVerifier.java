package com.geniinow.runtime.verifier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Checks the certificate of an erasure, as docs/ledger.md says. One file that needs a JDK and
 * nothing else, as {@link LedgerVerifier}: infra/verify-ledger runs it from source. It is longer
 * than a file should be, since it must stay one.
 */
public final class CertificateVerifier {
  /** Bytes. A certificate has a fingerprint for each day of an agent's life, 19 bytes each. */
  private static final int LARGEST = 1 << 20;

  private static final int KID = 32;
  private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private CertificateVerifier() {}

  /**
   * What was found.
   *
   * @param says what the certificate says, line by line; empty where it is none
   * @param fault why it isn't valid; empty where it is
   * @param verdict the last line for people
   * @param exitCode 0 if it is valid, 1 if not, 2 if there is none to look at yet
   */
  public record Finding(List<String> says, String fault, String verdict, int exitCode) {
    public Finding {
      says = List.copyOf(says);
    }

    /** Whether a known key signed just this. */
    public boolean valid() {
      return fault.isEmpty();
    }

    /** For people: what it says, and what to think of that. */
    @Override
    public String toString() {
      return says.isEmpty() ? verdict : String.join("\n", says) + "\n" + verdict;
    }
  }

  /**
   * Verifies a file; ends with 0 if it is valid, 1 if not, 2 if it can't be looked at, or is the
   * answer of an erasure that is running and has no certificate yet.
   */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) {
    try {
      var options = options(args);
      if (options.isEmpty()) {
        System.err.println("usage: verify-ledger --certificate FILE [--key KEY] [--keys FILE]");
        System.exit(2);
      }
      var finding = verify(options.get().file(), options.get().keys());
      System.out.println(finding);
      System.exit(finding.exitCode());
    } catch (IOException e) {
      System.err.println("verify-ledger: cannot read " + e.getMessage());
      System.exit(2);
    }
  }

  private record Options(Path file, Set<String> keys) {}

  private static Optional<Options> options(String[] args) throws IOException {
    var file = Optional.<Path>empty();
    Set<String> keys = new HashSet<>();
    for (var n = 0; n < args.length; n++) {
      var hasValue = n + 1 < args.length;
      if (args[n].equals("--key") && hasValue) {
        keys.add(args[++n].strip());
      } else if (args[n].equals("--keys") && hasValue) {
        keys.addAll(publishedIn(Path.of(args[++n])));
      } else if (file.isEmpty() && !args[n].startsWith("--")) {
        file = Optional.of(Path.of(args[n]));
      } else {
        return Optional.empty();
      }
    }
    return file.map(found -> new Options(found, keys));
  }

  /** The public keys in what GET /api/audit/keys answered. */
  private static Set<String> publishedIn(Path file) throws IOException {
    var keys = new HashSet<String>();
    try {
      if (read(file) instanceof Map<?, ?> answer && answer.get("items") instanceof List<?> items) {
        for (var item : items) {
          if (item instanceof Map<?, ?> key && key.get("public_key") instanceof String publicKey) {
            keys.add(publicKey);
          }
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": it is no JSON", e);
    }
    if (keys.isEmpty()) {
      throw new IOException(file + ": no keys are in it");
    }
    return keys;
  }

  /**
   * Verifies a certificate, or the answer of GET /api/agents/{id}/erase that it came in.
   *
   * @param keys the public keys, in base64, one of which must have signed it; none: the one that it
   *     names
   * @throws IOException when the file can't be read
   */
  public static Finding verify(Path file, Set<String> keys) throws IOException {
    Map<?, ?> certificate;
    try {
      certificate = certificate(read(file));
    } catch (IllegalArgumentException e) {
      return none("it is no JSON of a certificate");
    }
    var lacking = lacking(certificate);
    if (!lacking.isEmpty()) {
      return "running".equals(certificate.get("state"))
          ? notYet("the erasure is running, there is no certificate yet")
          : none("it is no certificate of an erasure: " + lacking);
    }
    var says = says(certificate);
    var fault = fault(certificate, keys);
    return new Finding(
        says,
        fault,
        fault.isEmpty()
            ? keys.isEmpty()
                ? "valid, if this is a key that you know: " + text(certificate, "public_key")
                : "valid"
            : "not valid: " + fault,
        fault.isEmpty() ? 0 : 1);
  }

  /** The certificate itself, or what was found where it should be. */
  private static Map<?, ?> certificate(Object read) {
    if (!(read instanceof Map<?, ?> object)) {
      return Map.of();
    }
    return object.get("certificate") instanceof Map<?, ?> inside ? inside : object;
  }

  private static Finding none(String fault) {
    return new Finding(List.of(), fault, "not valid: " + fault, 1);
  }

  /** Nobody says of it that it is not valid. */
  private static Finding notYet(String fault) {
    return new Finding(List.of(), fault, fault, 2);
  }

  // ---- what it must have ----

  private static String lacking(Map<?, ?> certificate) {
    for (var name : List.of("agent_id", "entity_id", "erasure_id")) {
      if (!text(certificate, name).matches(ID)) {
        return name + " is no id";
      }
    }
    for (var name : List.of("done_at", "started_at")) {
      if (!isInstant(text(certificate, name))) {
        return name + " is no time";
      }
    }
    for (var name : List.of("algorithm", "kid", "public_key", "requested_by", "signature")) {
      if (text(certificate, name).isEmpty()) {
        return name + " is not said";
      }
    }
    if (!(certificate.get("reason") instanceof String)) {
      return "reason is not said";
    }
    for (var name : List.of("fingerprints", "outside")) {
      if (!(certificate.get(name) instanceof List<?> list)
          || !list.stream().allMatch(String.class::isInstance)) {
        return name + " is no list of texts";
      }
    }
    return certificate.get("erased") instanceof Map<?, ?> counts
            && counts.values().stream().allMatch(Long.class::isInstance)
        ? ""
        : "erased doesn't count";
  }

  private static boolean isInstant(String text) {
    try {
      Instant.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isDay(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  // ---- what it says ----

  private static List<String> says(Map<?, ?> of) {
    var ends = text(of, "copies_end_on");
    var counts = of.get("erased") instanceof Map<?, ?> found ? found : Map.of();
    var fingerprints = list(of, "fingerprints");
    return List.of(
        "erasure %s of agent %s, entity %s"
            .formatted(text(of, "erasure_id"), text(of, "agent_id"), text(of, "entity_id")),
        "asked for by " + plain(text(of, "requested_by")) + ": " + plain(text(of, "reason")),
        "from %s to %s".formatted(text(of, "started_at"), text(of, "done_at")),
        "erased: "
            + counts.entrySet().stream()
                .map(count -> plain(count.getKey() + " " + count.getValue()))
                .collect(Collectors.joining(", ")),
        fingerprints.size()
            + " keys destroyed: "
            + fingerprints.stream()
                .map(print -> plain(String.valueOf(print)))
                .collect(Collectors.joining(" ")),
        isDay(ends)
            ? "the last copy of these keys that infra/backup keeps ends on "
                + ends
                + ", where backups are made daily"
            : "it is not said when the last copy of these keys ends",
        "not reached: "
            + list(of, "outside").stream()
                .map(each -> plain(String.valueOf(each)))
                .collect(Collectors.joining("; ")),
        "signed by " + plain(text(of, "kid")));
  }

  /** What a terminal would obey isn't shown to it. */
  private static String plain(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  // ---- whether that holds ----

  private static String fault(Map<?, ?> certificate, Set<String> keys) {
    var publicKey = text(certificate, "public_key");
    if (!keys.isEmpty() && !keys.contains(publicKey)) {
      return "it is by another key than yours";
    }
    if (!text(certificate, "algorithm").equals("Ed25519")) {
      return "it is not signed with Ed25519";
    }
    var said = new TreeMap<String, Object>();
    certificate.forEach((name, value) -> said.put(String.valueOf(name), value));
    said.remove("signature");
    if (!signs(publicKey, canonical(said), text(certificate, "signature"))) {
      return "its signature does not hold: it was changed, or another key signed it";
    }
    if (!kidOf(publicKey).equals(text(certificate, "kid"))) {
      return "its key has another name";
    }
    return Instant.parse(text(certificate, "done_at"))
            .isBefore(Instant.parse(text(certificate, "started_at")))
        ? "it ends before it begins"
        : "";
  }

  /** Whether this key signed this text. */
  private static boolean signs(String publicKey, String text, String signature) {
    try {
      var key =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
      var verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(text.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static String kidOf(String publicKey) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(publicKey));
      return HexFormat.of().formatHex(hash).substring(0, KID);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** A text; empty where there is none. */
  private static String text(Map<?, ?> of, String name) {
    return of.get(name) instanceof String text ? text : "";
  }

  /** A list; empty where there is none. */
  private static List<?> list(Map<?, ?> of, String name) {
    return of.get(name) instanceof List<?> list ? list : List.of();
  }

  // ---- JSON: texts, whole numbers, true, false, null, lists, objects without a name twice ----

  /** What a file holds. */
  private static Object read(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IllegalArgumentException("too large");
    }
    try {
      var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return new Reader(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString()).all();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("no UTF-8", e);
    }
  }

  /** What null is read as. */
  private enum Nothing {
    NULL;

    @Override
    public String toString() {
      return "null";
    }
  }

  /** The form of RFC 8785. */
  private static String canonical(Object value) {
    return switch (value) {
      case Map<?, ?> object ->
          object.entrySet().stream()
              .map(e -> quoted(String.valueOf(e.getKey())) + ":" + canonical(e.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case List<?> list ->
          list.stream()
              .map(CertificateVerifier::canonical)
              .collect(Collectors.joining(",", "[", "]"));
      case String text -> quoted(text);
      default -> value.toString();
    };
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (var c : text.toCharArray()) {
      var letter = Reader.SHORT.indexOf(c);
      if (letter >= 0) {
        quoted.append('\\').append(Reader.LETTERS.charAt(letter));
      } else if (c < ' ') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** Reads one JSON value. */
  private static final class Reader {
    static final String SHORT = "\b\t\n\f\r\"\\";
    static final String LETTERS = "btnfr\"\\";
    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9]\\d{0,15}");
    private static final int DEEPEST = 10;

    private final String text;
    private int at;
    private int depth;

    Reader(String text) {
      this.text = text;
    }

    Object all() {
      var value = value();
      blanks();
      require(at == text.length());
      return value;
    }

    private Object value() {
      blanks();
      if (has('{')) {
        return object();
      }
      if (has('[')) {
        return list();
      }
      return has('"') ? string() : word();
    }

    private Map<String, Object> object() {
      expect('{');
      require(++depth < DEEPEST);
      var object = new TreeMap<String, Object>();
      while (!ends('}')) {
        if (!object.isEmpty()) {
          expect(',');
          blanks();
        }
        var name = string();
        blanks();
        expect(':');
        require(object.put(name, value()) == null);
      }
      depth--;
      expect('}');
      return object;
    }

    private List<Object> list() {
      expect('[');
      require(++depth < DEEPEST);
      var list = new ArrayList<Object>();
      while (!ends(']')) {
        if (!list.isEmpty()) {
          expect(',');
        }
        list.add(value());
      }
      depth--;
      expect(']');
      return list;
    }

    private Object word() {
      int from = at;
      while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      var word = text.substring(from, at);
      return switch (word) {
        case "true" -> true;
        case "false" -> false;
        case "null" -> Nothing.NULL;
        default -> {
          require(WHOLE.matcher(word).matches());
          yield Long.parseLong(word);
        }
      };
    }

    private String string() {
      expect('"');
      var value = new StringBuilder();
      while (!has('"')) {
        require(at < text.length());
        char c = text.charAt(at++);
        require(c >= ' ');
        value.append(c == '\\' ? escape() : c);
      }
      expect('"');
      return value.toString();
    }

    private char escape() {
      require(at < text.length());
      char letter = text.charAt(at++);
      var known = LETTERS.indexOf(letter);
      if (known >= 0) {
        return SHORT.charAt(known);
      }
      if (letter == '/') {
        return '/';
      }
      require(letter == 'u' && at + 4 <= text.length());
      var digits = text.substring(at, at + 4);
      require(digits.matches("[0-9a-fA-F]{4}"));
      at += 4;
      return (char) Integer.parseInt(digits, 16);
    }

    private boolean ends(char c) {
      blanks();
      return has(c);
    }

    private void blanks() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private boolean has(char c) {
      return at < text.length() && text.charAt(at) == c;
    }

    private void expect(char c) {
      require(has(c));
      at++;
    }

    private static void require(boolean holds) {
      if (!holds) {
        throw new IllegalArgumentException("no JSON of a certificate");
      }
    }
  }
}
