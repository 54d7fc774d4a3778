package com.geniinow.runtime.platform.sealing;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Keys that are gone with the test. */
final class MemoryKeys implements DataKeys {
  private record Day(UUID agent, LocalDate day) {}

  private final Map<Day, SecretKey> keys = new ConcurrentHashMap<>();

  @Override
  public SecretKey of(UUID agent, LocalDate day) {
    return keys.computeIfAbsent(
        new Day(agent, day),
        each -> {
          var bytes = new byte[32];
          new java.security.SecureRandom().nextBytes(bytes);
          return new SecretKeySpec(bytes, "AES");
        });
  }

  @Override
  public Optional<SecretKey> find(UUID agent, LocalDate day) {
    return Optional.ofNullable(keys.get(new Day(agent, day)));
  }

  @Override
  public List<String> destroyAgent(UUID agent) {
    keys.keySet().removeIf(day -> day.agent().equals(agent));
    return List.of();
  }

  @Override
  public Optional<String> destroyDay(UUID agent, LocalDate day) {
    destroy(agent, day);
    return Optional.empty();
  }

  @Override
  public boolean isOn() {
    return true;
  }

  void destroy(UUID agent, LocalDate day) {
    keys.remove(new Day(agent, day));
  }
}
