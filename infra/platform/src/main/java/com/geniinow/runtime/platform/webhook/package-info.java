/**
 * What a webhook task may ask for, as submission and worker both see it: where it may go and what
 * it may send. Whether an address is inside this network is seen at the call alone.
 */
@NullMarked
package com.geniinow.runtime.platform.webhook;

import org.jspecify.annotations.NullMarked;
