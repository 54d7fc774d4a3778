/**
 * The vocabulary of the event store: plain records, one sealed interface per feature.
 *
 * <p>The class names are stored with every event, so packages and names here are permanent; a
 * changed meaning gets a new revision ({@link com.geniinow.runtime.events.EventRevision}) and an
 * upcaster. Nothing here depends on Spring or Axon.
 */
@NullMarked
package com.geniinow.runtime.events;

import org.jspecify.annotations.NullMarked;
