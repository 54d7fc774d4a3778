package com.geniinow.runtime.platform.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeysTest {
  private static final String ONE = base64((byte) 1, 32);
  private static final String OTHER = base64((byte) 2, 32);
  private static final String KMS = "projects/p/locations/l/keyRings/r/cryptoKeys/k";

  @Test
  void a_key_is_unwrapped_as_it_was_wrapped_and_never_wrapped_the_same_twice() {
    var master = ConfiguredMasterKey.of("GENII_MASTER_KEY", ONE);
    var key = KeyBox.fresh().getEncoded();

    var wrapped = master.wrap(key, "agent 1");

    assertThat(master.unwrap(wrapped, "agent 1")).isEqualTo(key);
    assertThat(master.wrap(key, "agent 1")).isNotEqualTo(wrapped);
    assertThat(wrapped).hasSize(12 + 32 + 16);
  }

  @Test
  void under_another_key_for_another_agent_or_changed_by_a_bit_it_is_refused() {
    var master = ConfiguredMasterKey.of("GENII_MASTER_KEY", ONE);
    var wrapped = master.wrap(KeyBox.fresh().getEncoded(), "agent 1");
    var changed = wrapped.clone();
    changed[20] ^= 1;

    refuses(ConfiguredMasterKey.of("GENII_MASTER_KEY", OTHER), wrapped, "agent 1");
    refuses(master, wrapped, "agent 2");
    refuses(master, changed, "agent 1");
    refuses(master, Arrays.copyOf(wrapped, 5), "agent 1");
  }

  @Test
  void what_does_not_come_back_as_it_was_wrapped_is_not_taken() {
    var forgetful =
        new MasterKey() {
          @Override
          public String id() {
            return "forgetful";
          }

          @Override
          public byte[] wrap(byte[] key, String context) {
            return key;
          }

          @Override
          public byte[] unwrap(byte[] wrapped, String context) {
            return new byte[32];
          }
        };

    assertThatThrownBy(() -> forgetful.wrapProven(KeyBox.fresh().getEncoded(), "agent 1"))
        .isInstanceOf(KeysUnavailableException.class)
        .hasMessageContaining("forgetful does not give back");
  }

  private static void refuses(MasterKey master, byte[] wrapped, String context) {
    assertThatThrownBy(() -> master.unwrap(wrapped, context))
        .isInstanceOf(BrokenSealException.class)
        .hasMessageContaining(master.id())
        .hasNoCause();
  }

  /** SHA-256 of 32 bytes of 1. */
  @Test
  void a_key_is_named_by_its_fingerprint() {
    assertThat(ConfiguredMasterKey.of("GENII_MASTER_KEY", ONE).id()).isEqualTo("72cd6e8422c407fb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"not base64, and secret", "c2VjcmV0", "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"})
  void what_is_no_key_is_refused_by_name_and_not_shown(String value) {
    assertThatThrownBy(() -> MasterKeys.of(settings(value, "", "")))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("GENII_MASTER_KEY must be 32 bytes in base64")
        .hasMessageNotContaining("ecret");
    assertThatThrownBy(() -> MasterKeys.of(settings(ONE, "", OTHER + "," + value)))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("GENII_MASTER_KEYS_OLD must be 32 bytes in base64")
        .hasMessageNotContaining("ecret");
  }

  @Test
  void both_kinds_at_once_are_refused() {
    assertThatThrownBy(() -> settings(ONE, KMS, ""))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("GENII_MASTER_KEY and GENII_MASTER_KMS_KEY are both set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"k", KMS + "/cryptoKeyVersions/1", "projects/p/cryptoKeys/k"})
  void a_name_that_is_none_of_a_key_of_kms_is_refused(String name) {
    assertThatThrownBy(() -> settings("", name, ""))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("GENII_MASTER_KMS_KEY must be projects/");
  }

  @Test
  void new_keys_come_under_the_present_one_and_old_ones_of_either_kind_are_found_by_name() {
    var masters = MasterKeys.of(settings(ONE, "", " " + OTHER + " , " + KMS + ","));
    var other = ConfiguredMasterKey.of("GENII_MASTER_KEY", OTHER);

    assertThat(masters.present().orElseThrow().id()).isEqualTo("72cd6e8422c407fb");
    assertThat(masters.ids()).containsExactlyInAnyOrder("72cd6e8422c407fb", other.id(), KMS);
    assertThatCode(() -> masters.named(other.id())).doesNotThrowAnyException();
    assertThatThrownBy(() -> masters.named("0123456789abcdef"))
        .isInstanceOf(KeysUnavailableException.class)
        .hasMessageContaining("0123456789abcdef, which is not configured");
  }

  @Test
  void without_any_there_is_none() {
    assertThat(MasterKeys.of(settings("", "", "")).present()).isEmpty();
  }

  @Test
  void no_text_of_any_of_them_shows_a_key() {
    var settings = settings(ONE, "", OTHER);
    var masters = MasterKeys.of(settings);

    assertThat(settings + " " + masters + " " + masters.present())
        .doesNotContain(ONE.substring(0, 8), OTHER.substring(0, 8));
  }

  private static SealingSettings settings(String key, String kms, String old) {
    return new SealingSettings(key, kms, old, "http://localhost:1", "");
  }

  private static String base64(byte value, int length) {
    var bytes = new byte[length];
    Arrays.fill(bytes, value);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
