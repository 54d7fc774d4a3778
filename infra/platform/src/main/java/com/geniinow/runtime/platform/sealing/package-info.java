/**
 * The keys that agents' text is sealed under: one for each agent and day, wrapped by the agent's,
 * that one by the master key. It promises that all processes get the same key, that a key that was
 * destroyed is never made anew, and that no key is in a log, an error or a text of an object.
 */
@NullMarked
package com.geniinow.runtime.platform.sealing;

import org.jspecify.annotations.NullMarked;
