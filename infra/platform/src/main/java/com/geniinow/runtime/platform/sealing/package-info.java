/**
 * How text of people and agents is kept so that it can be erased for good: under a data key of its
 * agent and day. Knows JSON and keys, and no event.
 */
@NullMarked
package com.geniinow.runtime.platform.sealing;

import org.jspecify.annotations.NullMarked;
