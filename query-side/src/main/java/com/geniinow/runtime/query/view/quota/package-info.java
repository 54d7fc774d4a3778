/** The tables agent_quotas and agent_quota_usage and their routes. */
@NullMarked
package com.geniinow.runtime.query.view.quota;

import org.jspecify.annotations.NullMarked;
