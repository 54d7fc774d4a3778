package com.geniinow.runtime.platform.sealing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;

/**
 * The key of each agent and day (UTC) that what its tasks wrote on that day is sealed under; and of
 * each agent one more, for what is said of the agent itself.
 */
public interface DataKeys {
  /**
   * The day of the key that lasts as long as its agent: the last one that can be written with four
   * digits, which no retention comes to.
   */
  LocalDate LASTING = LocalDate.of(9999, 12, 31);

  /**
   * The day of the key that seals what was said at a moment.
   *
   * @param lasts whether it is in force after its day, and so lasts as long as its agent
   */
  static LocalDate day(Instant at, boolean lasts) {
    return lasts ? LASTING : LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  /**
   * The key to seal with, made where there is none. What was made stays, also when the transaction
   * that it was made for is rolled back.
   *
   * @throws KeyDestroyedException when that key is gone, which it stays
   * @throws KeysUnavailableException when the master key or the database can't be reached
   * @throws BrokenSealException when what is stored as a key of that agent is none
   */
  SecretKey of(UUID agent, LocalDate day);

  /**
   * The key to open with; empty where it was destroyed, or never made.
   *
   * @throws KeysUnavailableException when there is one and the master key or the database can't be
   *     reached: what it seals is not lost, and must not be taken for it
   * @throws BrokenSealException when what is stored as a key of that agent is none
   */
  Optional<SecretKey> find(UUID agent, LocalDate day);

  /**
   * Destroys all keys of an agent, for ever; again, it changes nothing.
   *
   * @return what names each key that it ever had, the agent's own first
   * @throws KeysUnavailableException when the database can't be reached
   */
  List<String> destroyAgent(UUID agent);

  /**
   * Gets at an agent's own key where its master key is somebody else's service, which may be slow
   * or away: for who is about to begin a transaction and doesn't want to wait for that in it.
   * Stores nothing. One that is destroyed, or broken, is left to who needs it.
   *
   * @param isNew whether the agent may be about to get its first key
   * @throws KeysUnavailableException when the master key or the database can't be reached
   */
  default void prepare(UUID agent, boolean isNew) {}

  /**
   * Destroys an agent's key of one day, for ever; again, it changes nothing. That of {@link
   * #LASTING} goes with its agent's alone.
   *
   * @return what names the key; empty where that day never had one
   * @throws IllegalArgumentException for {@link #LASTING}
   * @throws KeysUnavailableException when the database can't be reached
   */
  Optional<String> destroyDay(UUID agent, LocalDate day);

  /** Whether anything is to be sealed; false where no master key is configured. */
  boolean isOn();
}
