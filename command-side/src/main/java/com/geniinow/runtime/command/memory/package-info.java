/**
 * What agents remember: keys with values, and texts that are found by their meaning. Plain tables,
 * not events; the quota's part in an embedding is events as always.
 */
@NullMarked
package com.geniinow.runtime.command.memory;

import org.jspecify.annotations.NullMarked;
