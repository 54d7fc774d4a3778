package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The key that checkpoints are signed with. */
class SigningKeyTest {
  /** RFC 8032, section 7.1, test 2. */
  private static final byte[] SEED =
      HexFormat.of().parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");

  private static final String PUBLIC =
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";

  @Test
  void its_public_half_is_that_of_the_rfc() {
    var key = SigningKey.ofSeed(SEED);

    var encoded = HexFormat.of().formatHex(Base64.getDecoder().decode(key.publicKey()));
    assertThat(encoded).endsWith(PUBLIC);
    assertThat(key.kid()).hasSize(32).isEqualTo(SigningKey.ofSeed(SEED).kid());
  }

  @Test
  void what_it_signed_holds_under_it_and_nothing_else() {
    var key = SigningKey.ofSeed(SEED);
    var signature = key.sign("a checkpoint");

    assertThat(SigningKey.signed(key.publicKey(), "a checkpoint", signature)).isTrue();
    assertThat(SigningKey.signed(key.publicKey(), "another", signature)).isFalse();
    var other = SigningKey.ofSeed(new byte[32]);
    assertThat(SigningKey.signed(other.publicKey(), "a checkpoint", signature)).isFalse();
    assertThat(SigningKey.signed("no key", "a checkpoint", signature)).isFalse();
    assertThat(SigningKey.signed(key.publicKey(), "a checkpoint", "AAAA")).isFalse();
  }

  @Test
  void one_that_is_configured_is_taken_as_openssl_prints_it() throws Exception {
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var printed = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());

    var key = SigningKey.of(printed);

    assertThat(Base64.getDecoder().decode(key.publicKey()))
        .isEqualTo(pair.getPublic().getEncoded());
    assertThat(key).asString().doesNotContain(printed.substring(0, 20));
  }

  @Test
  void anything_else_is_refused_by_its_setting_s_name() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1_024); // of the wrong kind however long it is, and much sooner made
    var rsa = generator.generateKeyPair().getPrivate().getEncoded();
    for (var wrong : new String[] {"x", "AAAA", Base64.getEncoder().encodeToString(rsa)}) {
      assertThatThrownBy(() -> SigningKey.of(wrong))
          .isInstanceOf(WrongSettingException.class)
          .hasMessageContaining("GENII_CHECKPOINT_KEY");
    }
  }
}
