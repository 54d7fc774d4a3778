/**
 * How text of people and agents is kept so that it can be erased for good: sealed under a key of
 * its agent and day, wrapped by the agent's, that one by the master key. It promises that all
 * processes get the same key, that a key that was destroyed is never made anew, and that no key is
 * in a log, an error or a text of an object. It knows JSON and keys, and no event.
 */
@NullMarked
package com.geniinow.runtime.platform.sealing;

import org.jspecify.annotations.NullMarked;
