package com.geniinow.runtime.command;

import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.KeyDestroyedException;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Keys in the memory of the tests: off, unless a test switches them on for a while. */
public final class TestDataKeys implements DataKeys {
  public static final TestDataKeys SHARED = new TestDataKeys();

  private record Day(UUID agent, LocalDate day) {}

  private final Map<Day, SecretKey> keys = new ConcurrentHashMap<>();
  private final Set<UUID> gone = ConcurrentHashMap.newKeySet();
  private volatile boolean on;

  /** From now on text is sealed, or no longer. */
  public void use(boolean sealing) {
    on = sealing;
  }

  /** Forgets all keys of an agent. */
  public void destroy(UUID agent) {
    gone.add(agent);
    keys.keySet().removeIf(day -> day.agent().equals(agent));
  }

  /** As those that are stored do: none is ever made anew. */
  @Override
  public List<String> destroyAgent(UUID agent) {
    destroy(agent);
    return List.of("0123456789abcdef");
  }

  @Override
  public SecretKey of(UUID agent, LocalDate day) {
    if (gone.contains(agent)) {
      throw new KeyDestroyedException(agent, day);
    }
    return keys.computeIfAbsent(new Day(agent, day), each -> drawn());
  }

  private static SecretKey drawn() {
    var bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return new SecretKeySpec(bytes, "AES");
  }

  @Override
  public Optional<SecretKey> find(UUID agent, LocalDate day) {
    return Optional.ofNullable(keys.get(new Day(agent, day)));
  }

  @Override
  public boolean isOn() {
    return on;
  }
}
