/**
 * What can be said from events alone: an agent as of any past moment, the whole store replayed
 * beside the live tables, a damaged table put right. Present where the system's login is.
 */
@NullMarked
package com.geniinow.runtime.query.history;

import org.jspecify.annotations.NullMarked;
