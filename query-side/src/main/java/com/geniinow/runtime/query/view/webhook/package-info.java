/** Shows webhooks and what was delivered. */
@NullMarked
package com.geniinow.runtime.query.view.webhook;

import org.jspecify.annotations.NullMarked;
