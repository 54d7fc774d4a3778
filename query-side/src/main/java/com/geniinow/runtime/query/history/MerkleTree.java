package com.geniinow.runtime.query.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;

/** The Merkle tree hash of RFC 6962 (SHA-256), leaf by leaf; memory grows with the logarithm. */
final class MerkleTree {
  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  /** A whole subtree. */
  private record Subtree(byte[] hash, long leaves) {}

  /** Subtrees from right to left, each larger than the one before. */
  private final Deque<Subtree> subtrees = new ArrayDeque<>();

  void add(String leaf) {
    var subtree = new Subtree(sha256(LEAF, leaf.getBytes(StandardCharsets.UTF_8)), 1);
    while (!subtrees.isEmpty() && subtrees.peek().leaves() == subtree.leaves()) {
      subtree = over(subtrees.pop(), subtree);
    }
    subtrees.push(subtree);
  }

  /** Of all leaves so far, in lower-case hex. */
  String root() {
    var remaining = new ArrayDeque<>(subtrees);
    if (remaining.isEmpty()) {
      return HexFormat.of().formatHex(sha256());
    }
    var root = remaining.pop();
    while (!remaining.isEmpty()) {
      root = over(remaining.pop(), root);
    }
    return HexFormat.of().formatHex(root.hash());
  }

  private static Subtree over(Subtree left, Subtree right) {
    return new Subtree(sha256(NODE, left.hash(), right.hash()), left.leaves() + right.leaves());
  }

  static byte[] sha256(byte[]... parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
