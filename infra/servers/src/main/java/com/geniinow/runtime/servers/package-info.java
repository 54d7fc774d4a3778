/**
 * Real PostgreSQL and Redis as child processes and an object store in a data folder, for the local
 * system and for tests. It promises that the servers end with this JVM however it ends, that what
 * they stored is there at the next start, and that a start which can't work says why in one
 * sentence.
 */
@NullMarked
package com.geniinow.runtime.servers;

import org.jspecify.annotations.NullMarked;
