/** Where webhooks may go. */
@NullMarked
package com.geniinow.runtime.platform.webhook;

import org.jspecify.annotations.NullMarked;
