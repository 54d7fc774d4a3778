package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.record.LedgerEvents;
import com.geniinow.runtime.query.record.LedgerHead;
import com.geniinow.runtime.testing.Property;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The tree of RFC 6962 and the checkpoint over it, as docs/ledger.md has them. */
class MerkleTreeTest {
  @Test
  void the_tree_of_nothing_is_the_hash_of_nothing() {
    assertThat(new MerkleTree().root())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void a_leaf_and_a_node_are_hashed_apart() {
    assertThat(root(List.of("a"))).isEqualTo(hex(MerkleTree.sha256(bytes("\0a"))));
    assertThat(root(List.of("a", "b")))
        .isEqualTo(
            hex(
                MerkleTree.sha256(
                    bytes("\u0001"),
                    MerkleTree.sha256(bytes("\0a")),
                    MerkleTree.sha256(bytes("\0b")))));
  }

  @Test
  void leaf_by_leaf_it_comes_to_what_the_rfc_s_recursion_comes_to() {
    Property.holds(
        200,
        random -> {
          var leaves = Property.list(random, 1, 70, r -> "leaf " + r.nextInt(5));

          assertThat(root(leaves)).isEqualTo(hex(recursive(leaves)));
        });
  }

  @Test
  void asking_for_the_root_in_between_changes_nothing() {
    var asked = new MerkleTree();
    for (var leaf : List.of("a", "b", "c", "d", "e")) {
      asked.root();
      asked.add(leaf);
    }
    assertThat(asked.root()).isEqualTo(root(List.of("a", "b", "c", "d", "e")));
  }

  @Test
  void the_order_of_the_leaves_matters() {
    assertThat(root(List.of("a", "b", "c"))).isNotEqualTo(root(List.of("a", "c", "b")));
  }

  @Test
  void a_checkpoint_s_hash_is_over_its_line_without_the_hash() {
    var checkpoint =
        new LedgerCheckpoint(
            7, Instant.parse("2026-03-10T12:00:00Z"), 2, "ab".repeat(32), "cd".repeat(32));
    var line = checkpoint.line();

    assertThat(line).endsWith("}\n").contains("\"taken_at\":\"2026-03-10T12:00:00.000000Z\"");
    assertThat(new JsonMapper().readTree(line).path("hash").asString())
        .isEqualTo(checkpoint.hash());
    var without = line.strip().replace("\"hash\":\"" + checkpoint.hash() + "\",", "");
    assertThat(hex(MerkleTree.sha256(bytes(without)))).isEqualTo(checkpoint.hash());
    assertThat(checkpoint.name())
        .isEqualTo("ledger-checkpoints/000000000007-" + checkpoint.hash() + ".ndjson");
  }

  @Test
  void a_head_s_line_names_its_agent_its_hash_and_its_number() {
    var agent = LedgerEvents.AGENT;

    assertThat(LedgerCheckpoint.head(agent, LedgerHead.NONE))
        .isEqualTo(
            "{\"agent_id\":\"%s\",\"hash\":\"%s\",\"sequence\":0}"
                .formatted(agent, "0".repeat(64)));
    assertThat(LedgerCheckpoint.head(new UUID(0, 1), new LedgerHead(Long.MAX_VALUE, "x")))
        .contains("\"sequence\":9223372036854775807");
  }

  /** MTH of section 2.1: the left part has as many leaves as the largest power of two below. */
  private static byte[] recursive(List<String> leaves) {
    if (leaves.size() == 1) {
      return MerkleTree.sha256(bytes("\0"), bytes(leaves.getFirst()));
    }
    var split = Integer.highestOneBit(leaves.size() - 1);
    return MerkleTree.sha256(
        bytes("\u0001"),
        recursive(leaves.subList(0, split)),
        recursive(leaves.subList(split, leaves.size())));
  }

  private static String root(List<String> leaves) {
    var tree = new MerkleTree();
    leaves.forEach(tree::add);
    return tree.root();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
