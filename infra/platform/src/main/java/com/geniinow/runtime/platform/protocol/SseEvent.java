package com.geniinow.runtime.platform.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param name of its {@code event:} line; null for none
 * @param data its {@code data:} lines; empty for a comment
 * @param bytes as it came, its blank line included
 */
public record SseEvent(@Nullable String name, String data, byte[] bytes) {}
