/**
 * Limits that many agents share: an entity's budget and the platform's. What agents use out of them
 * stands in their own quotas' events; here is who may take how much at the same time.
 */
@NullMarked
package com.geniinow.runtime.command.budget;

import org.jspecify.annotations.NullMarked;
