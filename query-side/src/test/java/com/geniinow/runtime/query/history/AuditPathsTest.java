package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The paths of RFC 6962, by the verification of RFC 9162, section 2.1.3.2. */
class AuditPathsTest {
  @Test
  void every_leaf_of_every_tree_leads_to_the_root_and_no_other_does() {
    for (var size = 1; size <= 33; size++) {
      var paths = new AuditPaths();
      var tree = new MerkleTree();
      for (var n = 0; n < size; n++) {
        paths.add("leaf " + n);
        tree.add("leaf " + n);
      }
      paths.build();
      assertThat(paths.root()).isEqualTo(tree.root());
      for (var n = 0; n < size; n++) {
        assertThat(root("leaf " + n, n, size, paths))
            .as("%s of %s", n, size)
            .isEqualTo(tree.root());
        assertThat(root("other", n, size, paths)).isNotEqualTo(tree.root());
      }
    }
  }

  private static String root(String leaf, int index, int size, AuditPaths paths) {
    var hash = MerkleTree.sha256(new byte[] {0}, leaf.getBytes(StandardCharsets.UTF_8));
    var first = index;
    var last = size - 1;
    for (var text : paths.path(index)) {
      var node = HexFormat.of().parseHex(text);
      if (first % 2 == 1 || first == last) {
        hash = MerkleTree.sha256(new byte[] {1}, node, hash);
        while (first % 2 == 0 && first != 0) {
          first /= 2;
          last /= 2;
        }
      } else {
        hash = MerkleTree.sha256(new byte[] {1}, hash, node);
      }
      first /= 2;
      last /= 2;
    }
    return HexFormat.of().formatHex(hash);
  }
}
