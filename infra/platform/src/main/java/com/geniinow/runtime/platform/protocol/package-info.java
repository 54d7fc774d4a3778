/**
 * What agents and providers say to each other: one class per route of a provider's API. Pure: no
 * network, no Spring.
 */
@NullMarked
package com.geniinow.runtime.platform.protocol;

import org.jspecify.annotations.NullMarked;
