/** Axon over PostgreSQL: event store, serialization, repositories. */
@NullMarked
package com.geniinow.runtime.command.store;

import org.jspecify.annotations.NullMarked;
