package com.geniinow.runtime.command.key;

import com.geniinow.runtime.command.line.PlatformCommand;
import java.time.Instant;

/**
 * Voids all tokens of a person or a worker that there are; answers the last second whose tokens
 * are.
 */
record RevokeSubject(String subject, String reason, String by, Instant at)
    implements PlatformCommand<Instant> {}
