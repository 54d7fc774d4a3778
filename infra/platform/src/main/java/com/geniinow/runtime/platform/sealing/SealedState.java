package com.geniinow.runtime.platform.sealing;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What is kept of an agent in order to start from it, and can be made of its events again: sealed
 * as a whole, under the key of one day. Where that key is gone it is as if it had never been kept.
 */
public final class SealedState {
  private static final String WHOLE = "state";

  private final DataKeys keys;

  /** Seals and opens with these. */
  public SealedState(DataKeys keys) {
    this.keys = keys;
  }

  /** Whether what is kept is sealed. */
  public boolean isOn() {
    return keys.isOn();
  }

  /**
   * As it is to be kept: a JSON object, or as it is where nothing is sealed.
   *
   * @param name under which it is kept, so that it opens under no other
   */
  public String seal(UUID agent, String name, LocalDate day, String state) {
    return keys.isOn()
        ? Envelope.seal(keys, new Envelope.Place(agent, name, WHOLE), day, state).json()
        : state;
  }

  /** Whether its key is gone. */
  public boolean isGone(UUID agent, String kept) {
    var envelope = envelope(kept);
    return envelope != null && keys.find(agent, envelope.day()).isEmpty();
  }

  /**
   * As it was.
   *
   * @throws BrokenSealException when it was changed, was kept under another name, or its key is
   *     gone
   */
  public String open(UUID agent, String name, String kept) {
    var envelope = envelope(kept);
    if (envelope == null) {
      return kept;
    }
    var opened = envelope.open(keys, new Envelope.Place(agent, name, WHOLE));
    if (opened == null) {
      throw new BrokenSealException("its key is gone", null);
    }
    return opened;
  }

  /** What isn't sealed may be any text; large ones aren't read for it. */
  private static @Nullable Envelope envelope(String kept) {
    if (!kept.startsWith("{\"c\":\"")) {
      return null;
    }
    try {
      return Envelope.of(StoredObject.MAPPER.readTree(kept));
    } catch (JacksonException e) {
      return null;
    }
  }
}
