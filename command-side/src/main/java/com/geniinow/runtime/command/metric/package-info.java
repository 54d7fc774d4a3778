/**
 * What Prometheus is shown of agents, queues, tasks and processors. Reads of its own, few and
 * bounded, with the system's login; no request waits for one.
 */
@NullMarked
package com.geniinow.runtime.command.metric;

import org.jspecify.annotations.NullMarked;
