package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.work.DerivedState.Scope;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be verified.
 *
 * @param scope four at most; all there is where it is left out
 */
record VerifyRequest(@Nullable @Size(min = 1, max = 4) List<@NotNull Scope> scope) {}
