/** Tests of what Prometheus is shown. */
@org.jspecify.annotations.NullMarked
package com.geniinow.runtime.command.metric;
