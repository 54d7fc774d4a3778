/**
 * Measurements of the runtime as a client sees it, each beside its target and, where there is one,
 * beside a peer in the same run. They run by {@code infra/bench} only, never in a build.
 */
@NullMarked
package com.geniinow.runtime.benchmarks;

import org.jspecify.annotations.NullMarked;
