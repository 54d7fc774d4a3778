package com.geniinow.runtime.command.store;

import com.geniinow.runtime.platform.sealing.SaidInTheClear;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import com.geniinow.runtime.platform.sealing.SealedPayload.InTheClear;
import com.geniinow.runtime.platform.sealing.SealedPayload.Sealed;
import java.util.Map;
import java.util.function.Function;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.messaging.Message;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;

/**
 * An event that is stored sealed. Its salts are drawn once: the row and what is made of it in the
 * same transaction, its ledger entry, hold the same commitments.
 */
final class SealedMessage<T> extends GenericDomainEventMessage<T> implements SaidInTheClear {
  private static final long serialVersionUID = 1L;

  private final transient Stored stored;

  private SealedMessage(DomainEventMessage<?> event, Message<T> message, Stored stored) {
    super(
        event.getType(),
        event.getAggregateIdentifier(),
        event.getSequenceNumber(),
        message,
        event.getTimestamp());
    this.stored = stored;
  }

  /**
   * The same event, which says of itself that it is sealed.
   *
   * @param seal makes the sealed form of the clear one
   */
  static <T> SealedMessage<T> of(DomainEventMessage<T> event, Function<String, Sealed> seal) {
    var says = Map.of(SealedPayload.CONTENT, SealedPayload.COMMITMENTS);
    return new SealedMessage<>(event, event.andMetaData(says), new Stored(seal));
  }

  @Override
  public <S> SerializedObject<S> serializePayload(Serializer serializer, Class<S> form) {
    if (form != String.class) {
      throw new IllegalArgumentException("events are stored as text, not as " + form);
    }
    var clear = super.serializePayload(serializer, String.class);
    return new SimpleSerializedObject<>(
        form.cast(stored.text(clear.getData())), form, clear.getType());
  }

  @Override
  public @Nullable InTheClear inTheClear() {
    var sealed = stored.sealed;
    return sealed == null ? null : sealed.inTheClear();
  }

  @Override
  public SealedMessage<T> withMetaData(Map<String, ?> metaData) {
    return new SealedMessage<>(this, getDelegate().withMetaData(metaData), stored);
  }

  @Override
  public SealedMessage<T> andMetaData(Map<String, ?> metaData) {
    return new SealedMessage<>(this, getDelegate().andMetaData(metaData), stored);
  }

  /** What is stored of it; of one thread, that of its transaction. */
  private static final class Stored {
    private final Function<String, Sealed> seal;
    private @Nullable Sealed sealed;

    Stored(Function<String, Sealed> seal) {
      this.seal = seal;
    }

    String text(String clear) {
      var known = sealed;
      if (known == null) {
        known = seal.apply(clear);
        sealed = known;
      }
      return known.text();
    }
  }
}
