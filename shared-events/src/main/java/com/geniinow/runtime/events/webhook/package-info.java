/** What happens to webhooks: who is called when something happens to agents. */
@NullMarked
package com.geniinow.runtime.events.webhook;

import org.jspecify.annotations.NullMarked;
