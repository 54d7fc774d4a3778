/**
 * Calls others when something happens to agents: who is called, with which secret, and that each is
 * told everything in order, however long it was away.
 */
@NullMarked
package com.geniinow.runtime.command.webhook;

import org.jspecify.annotations.NullMarked;
