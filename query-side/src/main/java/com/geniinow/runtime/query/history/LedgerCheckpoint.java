package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.record.LedgerEntry;
import com.geniinow.runtime.query.record.LedgerHead;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The heads of all chains at one time, as docs/ledger.md has it.
 *
 * @param takenAt every entry whose time is not later is in it
 * @param agents how many heads there are
 * @param root the Merkle root over them
 */
record LedgerCheckpoint(
    long number, Instant takenAt, long agents, String root, String previousHash) {
  private static final Pattern HEAD =
      Pattern.compile(".*,\"hash\":\"([0-9a-f]{64})\",\"sequence\":(\\d{1,18})}");
  static final String FOLDER = "ledger-checkpoints/";

  String hash() {
    return HexFormat.of()
        .formatHex(
            MerkleTree.sha256(
                ("{" + beforeHash() + afterHash() + "}").getBytes(StandardCharsets.UTF_8)));
  }

  /** The first line of its file. */
  String line() {
    return "{" + beforeHash() + "\"hash\":\"" + hash() + "\"," + afterHash() + "}\n";
  }

  /** What is signed: its first line, without the line feed. */
  String signed() {
    return line().strip();
  }

  /** What it is called outside PostgreSQL. */
  String name() {
    return FOLDER + "%012d-%s.ndjson".formatted(number, hash());
  }

  /** A line of its file, without the line feed: a leaf of its tree. */
  static String head(UUID agentId, LedgerHead head) {
    return "{\"agent_id\":\"%s\",\"hash\":\"%s\",\"sequence\":%d}"
        .formatted(agentId, head.hash(), head.sequence());
  }

  /** The head of such a line. */
  static LedgerHead headOf(String line) {
    var found = HEAD.matcher(line);
    if (!found.matches()) {
      throw new IllegalStateException("no line of a head: " + line);
    }
    return new LedgerHead(Long.parseLong(found.group(2)), found.group(1));
  }

  private String beforeHash() {
    return "\"agents\":" + agents + ",";
  }

  private String afterHash() {
    return "\"number\":%d,\"previous_hash\":\"%s\",\"root\":\"%s\",\"taken_at\":\"%s\""
        .formatted(number, previousHash, root, LedgerEntry.MICROS.format(takenAt));
  }
}
