package com.geniinow.runtime.platform.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Tells addresses of this machine or network from those of the world outside: what IANA's two
 * registries of special-purpose addresses don't call globally reachable, and IPv6 addresses that
 * carry such an IPv4 one to a translator or tunnel.
 */
final class PrivateAddresses {
  /** Without loopback, any, link-local, site-local and multicast, which the JDK knows. */
  private static final List<Block> BLOCKS =
      List.of(
          Block.of("0.0.0.0", 8),
          Block.of("100.64.0.0", 10), // shared by a provider's customers
          Block.of("192.0.0.0", 24),
          Block.of("192.0.2.0", 24), // documentation, as the two below
          Block.of("192.88.99.0", 24), // relays of 6to4
          Block.of("198.18.0.0", 15), // benchmarks between networks
          Block.of("198.51.100.0", 24),
          Block.of("203.0.113.0", 24),
          Block.of("240.0.0.0", 4),
          Block.of("64:ff9b:1::", 48), // RFC 8215: translators of a network's own
          Block.of("100::", 64), // discarded
          Block.of("2001::", 23), // protocols; Teredo tunnels are among them
          Block.of("2001:db8::", 32), // documentation, as the next
          Block.of("3fff::", 20),
          Block.of("5f00::", 16), // segment routing
          Block.of("fc00::", 7),
          Block.of("fec0::", 10));

  /** IPv6 ranges that carry an IPv4 address, and at which of the 16 bytes it begins. */
  private static final List<Carrier> CARRIERS =
      List.of(
          new Carrier(Block.of("64:ff9b::", 96), 12), // NAT64
          new Carrier(Block.of("2002::", 16), 2), // 6to4
          new Carrier(Block.of("::", 96), 12), // compatible
          new Carrier(Block.of("::ffff:0:0:0", 96), 12)); // translated

  /** ISATAP's form of the last eight bytes, in any network: the IPv4 address follows. */
  private static final byte[] ISATAP = {0, 0, 0x5e, (byte) 0xfe};

  private PrivateAddresses() {}

  /** Whether an address may lead into this machine or network, or to nobody in the world. */
  static boolean contains(InetAddress address) {
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    var bytes = address.getAddress();
    return BLOCKS.stream().anyMatch(block -> block.contains(bytes)) || carriesPrivate(bytes);
  }

  private static boolean carriesPrivate(byte[] bytes) {
    for (var carrier : CARRIERS) {
      if (carrier.block().contains(bytes)) {
        return contains(embedded(bytes, carrier.at()));
      }
    }
    return bytes.length == 16 && isIsatap(bytes) && contains(embedded(bytes, 12));
  }

  /** With the bit for "unique in the world" set or not. */
  private static boolean isIsatap(byte[] bytes) {
    return (bytes[8] & ~2) == 0 && Arrays.equals(bytes, 9, 12, ISATAP, 1, 4);
  }

  private static InetAddress embedded(byte[] bytes, int from) {
    return address(Arrays.copyOfRange(bytes, from, from + 4));
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four or sixteen bytes are an address", e);
    }
  }

  private record Carrier(Block block, int at) {}

  /** All addresses that begin with the same bits. */
  private record Block(InetAddress first, int bits) {
    static Block of(String first, int bits) {
      try {
        return new Block(InetAddress.getByName(first), bits); // a literal: nothing is looked up
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(first, e);
      }
    }

    boolean contains(byte[] bytes) {
      var mine = first.getAddress();
      if (mine.length != bytes.length) {
        return false;
      }
      int whole = bits / 8;
      int mask = 0xff00 >> bits % 8;
      return Arrays.equals(mine, 0, whole, bytes, 0, whole)
          && (bits % 8 == 0 || ((mine[whole] ^ bytes[whole]) & mask & 0xff) == 0);
    }
  }
}
