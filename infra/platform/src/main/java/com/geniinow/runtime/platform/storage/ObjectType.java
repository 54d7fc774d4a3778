package com.geniinow.runtime.platform.storage;

import org.jspecify.annotations.Nullable;

/**
 * What an object is served as.
 *
 * @param contentType such as {@code application/pdf}
 * @param contentDisposition such as {@code attachment}, or null for none
 */
public record ObjectType(String contentType, @Nullable String contentDisposition) {}
