/**
 * The whole system as processes: command sides and workers of their own, killed and robbed of Redis
 * on the way. Runs in a JVM of its own, so that no other test's processors help it.
 */
@NullMarked
package com.geniinow.runtime.command.fleet;

import org.jspecify.annotations.NullMarked;
