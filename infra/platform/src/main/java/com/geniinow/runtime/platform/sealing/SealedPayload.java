package com.geniinow.runtime.platform.sealing;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The stored JSON of an event, some of whose members are sealed: the one place where it is sealed
 * and opened. Which events are sealed stands beside them, in their meta data: of those alone a
 * member may be an {@link Envelope}, and of the others one that looks like it is what somebody
 * wrote.
 */
public final class SealedPayload {
  /** What says of an event, in its meta data, what its ledger entry says of its content. */
  public static final String CONTENT = "content";

  /** What it says of a sealed event: the hash of what can be said in the clear. */
  public static final String COMMITMENTS = "commitments";

  private static final String AGENT = "agentId";

  private final DataKeys keys;

  /** Seals and opens with these. */
  public SealedPayload(DataKeys keys) {
    this.keys = keys;
  }

  /** For who needs no text: what is sealed reads null, whether its key is there or not. */
  public static SealedPayload blank() {
    return new SealedPayload(new NoText());
  }

  /** Whether events are sealed. */
  public boolean isOn() {
    return keys.isOn();
  }

  /** Whether an event is sealed, by its meta data as they are stored. */
  public static boolean isSealed(@Nullable String metaData) {
    return metaData != null
        && metaData.contains(COMMITMENTS)
        && COMMITMENTS.equals(StoredObject.MAPPER.readTree(metaData).path(CONTENT).asString(""));
  }

  /**
   * The event with some members sealed; one that is null stays null.
   *
   * @param agent whose event it is
   * @param day of the event, in UTC
   * @param clear its stored form
   */
  public String seal(UUID agent, String eventId, LocalDate day, Set<String> sealed, String clear) {
    return StoredObject.of(clear)
        .with(
            member ->
                sealed.contains(member.name()) && member.kind() != JsonToken.VALUE_NULL
                    ? Envelope.seal(
                            keys,
                            new Envelope.Place(agent, eventId, member.name()),
                            day,
                            member.value(clear))
                        .json()
                    : null);
  }

  /**
   * The stored form as it was before it was sealed, to the letter. A member whose key is gone is
   * null.
   *
   * @param stored of an event whose meta data say {@link #COMMITMENTS}
   * @throws BrokenSealException when a member was changed, or moved here from elsewhere
   */
  public String open(String eventId, String stored) {
    try {
      return open(eventId, stored, StoredObject.of(stored));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new BrokenSealException("no event of an agent", e);
    }
  }

  private String open(String eventId, String stored, StoredObject object) {
    var agent = agent(object);
    return object.with(
        member -> {
          var envelope = envelope(member, stored);
          return envelope == null
              ? null
              : Objects.requireNonNullElse(
                  envelope.open(keys, new Envelope.Place(agent, eventId, member.name())), "null");
        });
  }

  /**
   * What can be said of a sealed event whether its keys are there or not.
   *
   * @param form the event, each sealed member of which is its commitment
   * @param commitments by the members' names
   */
  public record InTheClear(JsonNode form, Map<String, String> commitments) {
    public InTheClear {
      commitments = Map.copyOf(commitments);
    }
  }

  /** What can be said of a sealed event in the clear. */
  public static InTheClear inTheClear(String stored) {
    var form = (ObjectNode) StoredObject.MAPPER.readTree(stored);
    var commitments = new HashMap<String, String>();
    for (var member : form.properties()) {
      var envelope = member.getValue().isObject() ? Envelope.of(member.getValue()) : null;
      if (envelope != null) {
        commitments.put(member.getKey(), envelope.commitment());
      }
    }
    commitments.forEach(form::put);
    return new InTheClear(form, commitments);
  }

  private static @Nullable Envelope envelope(StoredObject.Member member, String stored) {
    return member.kind() == JsonToken.START_OBJECT
        ? Envelope.of(StoredObject.MAPPER.readTree(member.value(stored)))
        : null;
  }

  private static UUID agent(StoredObject object) {
    return object.members().stream()
        .filter(member -> member.name().equals(AGENT) && member.kind() == JsonToken.VALUE_STRING)
        .map(member -> member.value(object.text()))
        .map(quoted -> UUID.fromString(quoted.substring(1, quoted.length() - 1)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("an event has an agent"));
  }
}
