package com.geniinow.runtime.platform.sealing;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;

/** No keys at all, for who reads what is sealed as if it were erased. */
final class NoText implements DataKeys {
  @Override
  public SecretKey of(UUID agent, LocalDate day) {
    throw new IllegalStateException("who reads without text seals nothing");
  }

  @Override
  public Optional<SecretKey> find(UUID agent, LocalDate day) {
    return Optional.empty();
  }

  @Override
  public List<String> destroyAgent(UUID agent) {
    throw new IllegalStateException("who reads without text destroys nothing");
  }

  @Override
  public Optional<String> destroyDay(UUID agent, LocalDate day) {
    throw new IllegalStateException("who reads without text destroys nothing");
  }

  @Override
  public boolean isOn() {
    return false;
  }
}
