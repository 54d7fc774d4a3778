package com.geniinow.runtime.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that can't work are refused at start, in words for an operator. */
class StorageSettingsTest {
  @Test
  void a_bucket_is_needed() {
    assertThatThrownBy(() -> new StorageSettings(" ", "", "", ""))
        .hasMessageContaining("GCS_BUCKET is not set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9000", "http://localhost:9000", "http://localhost:9000/"})
  void an_emulators_address_may_be_written_as_googles_clients_take_it(String address) {
    assertThat(new StorageSettings("b", address, "", "").emulatorHost())
        .isEqualTo("http://localhost:9000");
  }

  @Test
  void a_credentials_file_that_is_not_there_is_said_to_be_missing() {
    assertThatThrownBy(
            () -> GcsClients.credentials(new StorageSettings("b", "", "", "/nowhere/account.json")))
        .hasMessageContaining("GOOGLE_APPLICATION_CREDENTIALS");
  }
}
