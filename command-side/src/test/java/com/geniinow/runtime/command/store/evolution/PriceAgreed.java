package com.geniinow.runtime.command.store.evolution;

import com.geniinow.runtime.events.EventRevision;
import com.geniinow.runtime.events.RuntimeEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * Revision 1 was {@code {"agentId","cents","at"}}: whole cents, which turned out to be too coarse
 * for what a token costs. Revision 2 has exact dollars as text, as all money of the runtime.
 */
@EventRevision("2")
public record PriceAgreed(UUID agentId, BigDecimal costUsd, Instant at) implements RuntimeEvent {}
