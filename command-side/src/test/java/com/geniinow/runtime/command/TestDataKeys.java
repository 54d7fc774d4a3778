package com.geniinow.runtime.command;

import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.KeyDestroyedException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final Map<UUID, Instant> destroyedAt = new ConcurrentHashMap<>();
  private final Set<Day> goneDays = ConcurrentHashMap.newKeySet();
  private final Set<UUID> listed = ConcurrentHashMap.newKeySet();
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
    destroyedAt.putIfAbsent(agent, Instant.now());
    return List.of("0123456789abcdef");
  }

  /** When all keys of an agent were destroyed first. */
  public Instant destroyedAt(UUID agent) {
    return Objects.requireNonNull(destroyedAt.get(agent));
  }

  /** The row that stands for the key, where a test has made one, says that it is gone. */
  @Override
  public Optional<String> destroyDay(UUID agent, LocalDate day) {
    goneDays.add(new Day(agent, day));
    keys.remove(new Day(agent, day));
    if (listed.contains(agent)) {
      Superuser.jdbc()
          .update(
              """
              UPDATE sealing_keys.of_days SET wrapped = NULL, destroyed_at = clock_timestamp()
              WHERE agent_id = ? AND day = ? AND wrapped IS NOT NULL\
              """,
              agent,
              day);
    }
    return Optional.of("0123456789abcdef");
  }

  /** Makes rows for an agent's keys of days, as the tables of keys have them: jobs look there. */
  public void list(UUID agent) {
    listed.add(agent);
    keys.keySet().stream()
        .filter(key -> key.agent().equals(agent))
        .forEach(
            key ->
                Superuser.jdbc()
                    .update(
                        """
                        INSERT INTO sealing_keys.of_days
                          (agent_id, day, wrapped, made_at, tasks_only)
                        VALUES (?, ?, '\\x00', clock_timestamp(), true) ON CONFLICT DO NOTHING\
                        """,
                        agent,
                        key.day()));
  }

  @Override
  public SecretKey of(UUID agent, LocalDate day) {
    if (gone.contains(agent)) {
      throw new KeyDestroyedException(agent, day, true);
    }
    if (goneDays.contains(new Day(agent, day))) {
      throw new KeyDestroyedException(agent, day, false);
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
