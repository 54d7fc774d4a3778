/**
 * Where time and ids come from: one {@link java.time.Clock} and one supplier of UUIDs, so that a
 * test can move the first and choose the second.
 */
@NullMarked
package com.geniinow.runtime.platform.time;

import org.jspecify.annotations.NullMarked;
