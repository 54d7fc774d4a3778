package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.web.CanonicalJson;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
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

  /**
   * What stands in the meta data of an event that was stored clear and sealed since: SHA-256 of its
   * payload as it was stored, in hexadecimal digits.
   */
  public static final String SEALED = "sealed";

  /** The same of its ledger entry, where that holds text: the entry's hash. */
  public static final String ENTRY_HASH = "entry_hash";

  /** And SHA-256 of the entry's details. */
  public static final String ENTRY_DETAILS = "entry_details";

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
    if (metaData == null || !(metaData.contains(COMMITMENTS) || metaData.contains(SEALED))) {
      return false;
    }
    var said = StoredObject.MAPPER.readTree(metaData);
    return COMMITMENTS.equals(said.path(CONTENT).asString("")) || said.path(SEALED).isString();
  }

  /** The same, by its meta data as they are read. */
  public static boolean saysSealed(Map<String, ?> metaData) {
    return COMMITMENTS.equals(metaData.get(CONTENT)) || metaData.get(SEALED) instanceof String;
  }

  /**
   * The event with some members sealed; one that is null stays null.
   *
   * @param agent whose event it is
   * @param day of the event, in UTC
   * @param clear its stored form
   */
  public Sealed seal(UUID agent, String eventId, LocalDate day, Set<String> sealed, String clear) {
    return seal(agent, eventId, day, sealed::contains, clear);
  }

  /**
   * A sealed event.
   *
   * @param text its stored form
   * @param inTheClear what can be said of it whether its keys are there or not
   */
  public record Sealed(String text, InTheClear inTheClear) {
    /** One that has nothing to seal. */
    public static Sealed nothing(String clear) {
      var form = (ObjectNode) StoredObject.OWN.readTree(clear);
      return new Sealed(clear, SealedPayload.inTheClear(form, new HashMap<>()));
    }
  }

  /**
   * The same.
   *
   * @param isSealed says of a member's name whether it is to be sealed
   */
  public Sealed seal(
      UUID agent, String eventId, LocalDate day, Predicate<String> isSealed, String clear) {
    var form = (ObjectNode) StoredObject.OWN.readTree(clear);
    var commitments = new HashMap<String, String>();
    var text =
        StoredObject.of(clear)
            .with(
                member -> {
                  var name = member.name();
                  if (!isSealed.test(name) || member.kind() == JsonToken.VALUE_NULL) {
                    return null;
                  }
                  var place = new Envelope.Place(agent, eventId, name);
                  var canonical = CanonicalJson.of(form.path(name));
                  var envelope = Envelope.seal(keys, place, day, member.value(clear), canonical);
                  commitments.put(name, envelope.commitment());
                  return envelope.json();
                });
    commitments.forEach(form::put);
    return new Sealed(text, inTheClear(form, commitments));
  }

  /** Whether the key of an agent's day is there. */
  public boolean isReadable(UUID agent, LocalDate day) {
    return keys.find(agent, day).isPresent();
  }

  /**
   * The stored form as it was before it was sealed, to the letter. A member whose key is gone is
   * null.
   *
   * @param stored of an event whose meta data say that it is sealed
   * @throws BrokenSealException when a member was changed, or moved here from elsewhere
   */
  public String open(String eventId, String stored) {
    return open(eventId, stored, () -> {});
  }

  /**
   * The same; empty where the key of a member is gone.
   *
   * @throws BrokenSealException as {@link #open}
   */
  public Optional<String> openWhole(String eventId, String stored) {
    var gone = new AtomicBoolean();
    var opened = open(eventId, stored, () -> gone.set(true));
    return gone.get() ? Optional.empty() : Optional.of(opened);
  }

  private String open(String eventId, String stored, Runnable onGone) {
    try {
      return open(eventId, stored, StoredObject.of(stored), onGone);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new BrokenSealException("no event of an agent", e);
    }
  }

  private String open(String eventId, String stored, StoredObject object, Runnable onGone) {
    var agent = agent(object);
    return object.with(
        member -> {
          var envelope = envelope(member, stored);
          if (envelope == null) {
            return null;
          }
          var opened = envelope.open(keys, new Envelope.Place(agent, eventId, member.name()));
          if (opened == null) {
            onGone.run();
            return "null";
          }
          return opened;
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
    return inTheClear((ObjectNode) StoredObject.MAPPER.readTree(stored), new HashMap<>());
  }

  private static InTheClear inTheClear(ObjectNode form, Map<String, String> commitments) {
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
