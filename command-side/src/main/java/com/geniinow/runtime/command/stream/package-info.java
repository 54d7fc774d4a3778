/**
 * Tells whoever listens what happens to tasks, quotas and files, as it happens: over HTTP for as
 * long as the connection lasts. Which events others hear of, and in what words, is said here alone.
 */
@NullMarked
package com.geniinow.runtime.command.stream;

import org.jspecify.annotations.NullMarked;
