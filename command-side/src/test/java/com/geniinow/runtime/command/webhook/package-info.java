/** Webhooks, over HTTP to receivers that answer well, badly, late or not at all. */
@NullMarked
package com.geniinow.runtime.command.webhook;

import org.jspecify.annotations.NullMarked;
