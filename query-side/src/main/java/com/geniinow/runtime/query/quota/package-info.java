/** The tables agent_quotas and agent_quota_usage and their routes. */
@NullMarked
package com.geniinow.runtime.query.quota;

import org.jspecify.annotations.NullMarked;
