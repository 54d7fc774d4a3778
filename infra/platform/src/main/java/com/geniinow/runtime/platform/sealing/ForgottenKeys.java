package com.geniinow.runtime.platform.sealing;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;

/**
 * For text that must not be readable any more, as its key is destroyed, and that was found in the
 * clear all the same: a key that is kept nowhere, and is gone with this object.
 */
public final class ForgottenKeys implements DataKeys {
  private final SecretKey key = KeyBox.fresh();

  @Override
  public SecretKey of(UUID agent, LocalDate day) {
    return key;
  }

  @Override
  public Optional<SecretKey> find(UUID agent, LocalDate day) {
    return Optional.of(key);
  }

  @Override
  public List<String> destroyAgent(UUID agent) {
    return List.of();
  }

  @Override
  public Optional<String> destroyDay(UUID agent, LocalDate day) {
    return Optional.empty();
  }

  @Override
  public boolean isOn() {
    return true;
  }
}
