/**
 * The end of what people wrote of an agent and of what it produced: every table is emptied of it in
 * batches, files, memories and webhooks go, and then the keys that its events are sealed under are
 * destroyed. And the end of single days, of what their tasks said, once they are older than they
 * are kept. What is begun here is ended, whatever dies on the way, once; while its entity is under
 * a legal hold, it rests. Who comes back with a backup is erased again before the process answers
 * anybody. And what has to be done before keys are destroyed: events that were stored clear are
 * sealed.
 */
@NullMarked
package com.geniinow.runtime.command.erasure;

import org.jspecify.annotations.NullMarked;
