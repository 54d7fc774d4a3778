/**
 * An agent's files: uploads, signed URLs, deletion, and the sweeps that put right what a crash
 * left. A file is in both the object store and the tables or in neither; each step towards that
 * commits in {@code file_objects} before the next one begins.
 */
@NullMarked
package com.geniinow.runtime.command.file;

import org.jspecify.annotations.NullMarked;
