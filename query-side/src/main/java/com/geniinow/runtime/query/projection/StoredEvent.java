package com.geniinow.runtime.query.projection;

import com.geniinow.runtime.events.RuntimeEvent;
import java.util.UUID;

/**
 * An event as the store holds it.
 *
 * @param eventId the store's unique id of the event
 * @param aggregateType which kind of aggregate raised it, such as {@code Agent}
 * @param sequence its position in the stream of its aggregate, from 0
 * @param payload what happened
 */
public record StoredEvent(
    UUID eventId, String aggregateType, long sequence, RuntimeEvent payload) {}
