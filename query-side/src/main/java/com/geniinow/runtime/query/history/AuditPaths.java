package com.geniinow.runtime.query.history;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The whole Merkle tree of RFC 6962 over a list of leaves, for the audit paths of section 2.1.1.
 * Keeps 64 bytes and some for each leaf.
 */
final class AuditPaths {
  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  /**
   * From the leaves to the root. A last one without a sibling stands in the next level as it is.
   */
  private final List<List<byte[]>> levels = new ArrayList<>();

  AuditPaths() {
    levels.add(new ArrayList<>());
  }

  void add(String leaf) {
    levels.getFirst().add(MerkleTree.sha256(LEAF, leaf.getBytes(StandardCharsets.UTF_8)));
  }

  /** Ends the list of leaves. */
  void build() {
    while (levels.getLast().size() > 1) {
      var below = levels.getLast();
      List<byte[]> above = new ArrayList<>((below.size() + 1) / 2);
      for (var n = 0; n + 1 < below.size(); n += 2) {
        above.add(MerkleTree.sha256(NODE, below.get(n), below.get(n + 1)));
      }
      if (below.size() % 2 == 1) {
        above.add(below.getLast());
      }
      levels.add(above);
    }
  }

  /** In lower-case hex; of one leaf at least. */
  String root() {
    return HexFormat.of().formatHex(levels.getLast().getFirst());
  }

  /** The nodes that lead from a leaf to the root, the nearest first, in lower-case hex. */
  List<String> path(int leaf) {
    List<String> path = new ArrayList<>();
    var at = leaf;
    for (var level : levels) {
      var sibling = at ^ 1;
      if (sibling < level.size()) {
        path.add(HexFormat.of().formatHex(level.get(sibling)));
      }
      at /= 2;
    }
    return path;
  }
}
