package com.geniinow.runtime.command.file;

import java.time.Instant;

/**
 * A signed URL.
 *
 * @param expiresIn seconds from when it was signed
 */
record FileUrl(String url, Instant expiresAt, long expiresIn) {}
