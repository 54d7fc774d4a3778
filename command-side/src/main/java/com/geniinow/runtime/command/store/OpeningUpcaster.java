package com.geniinow.runtime.command.store;

import com.geniinow.runtime.platform.sealing.SealedPayload;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;

/**
 * Opens what is sealed, before any other upcaster: whoever reads events reads them clear, as they
 * were before. Only an event whose meta data say so is sealed.
 */
final class OpeningUpcaster extends SingleEventUpcaster {
  private final SealedPayload payloads;
  private final LatelySealed lately;

  /** Opens whatever it reads: so does who proves something. */
  OpeningUpcaster(SealedPayload payloads) {
    this(payloads, new LatelySealed(payloads));
  }

  /**
   * @param lately what needs not be opened
   */
  OpeningUpcaster(SealedPayload payloads, LatelySealed lately) {
    this.payloads = payloads;
    this.lately = lately;
  }

  @Override
  protected boolean canUpcast(IntermediateEventRepresentation stored) {
    MetaData said = stored.getMetaData().getObject();
    return SealedPayload.saysSealed(said);
  }

  @Override
  protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation stored) {
    var type = new SimpleSerializedType(stored.getType().getName(), stored.getType().getRevision());
    var id = stored.getMessageIdentifier();
    return stored.upcastPayload(
        type, String.class, text -> lately.open(id, text).orElseGet(() -> payloads.open(id, text)));
  }
}
