package com.geniinow.runtime.platform.storage;

import java.time.Instant;

/**
 * An object as it is listed.
 *
 * @param sizeBytes 0 or more
 * @param createdAt when it was completed, by the store's clock
 * @param generation which one of this name it is
 */
public record ObjectEntry(String name, long sizeBytes, Instant createdAt, long generation) {}
