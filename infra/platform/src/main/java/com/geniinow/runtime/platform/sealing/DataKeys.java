package com.geniinow.runtime.platform.sealing;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;

/** The keys that text is sealed under: one for each agent and UTC day. */
public interface DataKeys {
  /**
   * The key of a day, made when there is none.
   *
   * @throws RuntimeException one that says 'unavailable', when the master key or the database can't
   *     be reached
   */
  SecretKey of(UUID agent, LocalDate day);

  /** The key of a day; empty where it was destroyed, or never made. */
  Optional<SecretKey> find(UUID agent, LocalDate day);

  /** Whether text is sealed; not where no master key is configured. */
  boolean isOn();
}
