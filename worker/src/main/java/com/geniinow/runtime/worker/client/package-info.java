/**
 * The worker's side of the command side's internal API: starting an attempt, keeping it, reporting
 * it. Promises that each call ends within a bounded time in an answer, a {@link
 * com.geniinow.runtime.worker.client.CommandSideUnavailableException} (try again later) or a {@link
 * com.geniinow.runtime.worker.client.ReportRefusedException} (don't).
 */
@NullMarked
package com.geniinow.runtime.worker.client;

import org.jspecify.annotations.NullMarked;
