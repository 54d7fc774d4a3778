/** What the three services share; it knows nothing of agents, quotas or tasks. */
@NullMarked
package com.geniinow.runtime.platform;

import org.jspecify.annotations.NullMarked;
