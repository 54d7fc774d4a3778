/**
 * What the services share. It names agents, tasks and quotas where access and problems do, but
 * knows no class of a service and no rule of a feature.
 */
@NullMarked
package com.geniinow.runtime.platform;

import org.jspecify.annotations.NullMarked;
