/**
 * What agents remember: keys with values, in a plain table without events; and texts that are found
 * by their meaning, words and metadata, of which events say what happened, never what they say.
 */
@NullMarked
package com.geniinow.runtime.command.memory;

import org.jspecify.annotations.NullMarked;
