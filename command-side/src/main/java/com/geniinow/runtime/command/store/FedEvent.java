package com.geniinow.runtime.command.store;

import com.geniinow.runtime.events.RuntimeEvent;
import java.util.UUID;

/**
 * An event in its place among those of all agents.
 *
 * @param position its place; has gaps
 * @param entityId whose agent's it is
 * @param event what happened
 */
public record FedEvent(long position, UUID eventId, UUID entityId, RuntimeEvent event) {}
