/**
 * The end of what people wrote of an agent and of what it produced: every table is emptied of it,
 * files and memories go, and then the keys that its events are sealed under are destroyed. What is
 * begun here is ended, whatever dies on the way, once. And what has to be done before that: events
 * that were stored clear are sealed.
 */
@NullMarked
package com.geniinow.runtime.command.erasure;

import org.jspecify.annotations.NullMarked;
