package com.geniinow.runtime.platform.sealing;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;

/**
 * Where no master key is configured: nothing is sealed. What was sealed while there was one can't
 * be read then, which is an error, and not the same as a key that was destroyed.
 */
public final class NoDataKeys implements DataKeys {
  @Override
  public SecretKey of(UUID agent, LocalDate day) {
    throw new IllegalStateException("nothing is sealed without a master key");
  }

  @Override
  public Optional<SecretKey> find(UUID agent, LocalDate day) {
    throw new IllegalStateException("sealed text can't be read without its master key");
  }

  @Override
  public List<String> destroyAgent(UUID agent) {
    throw new IllegalStateException("nothing is sealed without a master key");
  }

  @Override
  public Optional<String> destroyDay(UUID agent, LocalDate day) {
    throw new IllegalStateException("nothing is sealed without a master key");
  }

  @Override
  public boolean isOn() {
    return false;
  }
}
