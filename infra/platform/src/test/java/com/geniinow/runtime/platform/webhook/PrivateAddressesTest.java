package com.geniinow.runtime.platform.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateAddressesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.9.9",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.8",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "::7f00:1",
        "64:ff9b:1::7f00:1",
        "64:ff9b:1:ffff::808:808",
        "::ffff:0:7f00:1",
        "::ffff:0:a00:1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "2001:20::1",
        "2001:db8::1",
        "3fff:fff::1",
        "5f00::1",
        "100::1",
        "fec0:0:0:ffff::1",
        "febf::1",
        "2606:4700::5efe:7f00:1",
        "2606:4700::200:5efe:a00:1",
        "192.0.2.1",
        "192.88.99.1",
        "198.51.100.7",
        "203.0.113.7"
      })
  void addresses_of_this_network_are_private(String address) throws Exception {
    assertThat(PrivateAddresses.contains(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "11.0.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "100.63.0.1",
        "100.128.0.1",
        "192.0.1.1",
        "192.169.0.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.254",
        "2606:4700::1111",
        "2001:4860::8888",
        "64:ff9b::808:808",
        "2002:808:808::1",
        "64:ff9b:2::7f00:1",
        "100:0:0:1::1",
        "2001:200::1",
        "2001:db7::1",
        "4000::1",
        "2606:4700::5efe:808:808",
        "::ffff:0:808:808",
        "192.0.3.1",
        "203.0.114.1"
      })
  void addresses_of_the_world_are_not(String address) throws Exception {
    assertThat(PrivateAddresses.contains(InetAddress.getByName(address))).isFalse();
  }
}
