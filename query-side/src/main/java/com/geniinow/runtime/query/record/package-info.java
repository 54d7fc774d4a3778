/** Turns the events of one commit into rows, in the transaction that appends the events. */
@NullMarked
package com.geniinow.runtime.query.record;

import org.jspecify.annotations.NullMarked;
