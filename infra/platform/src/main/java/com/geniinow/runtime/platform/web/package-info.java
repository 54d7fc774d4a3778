/**
 * What the HTTP side of every service has in common: how JSON looks, how long bodies may be, how
 * lists are paged, and the OpenAPI document. It promises that what a client sends is read strictly
 * (no unknown, doubled or coerced values) and that numbers and times come out exactly.
 */
@NullMarked
package com.geniinow.runtime.platform.web;

import org.jspecify.annotations.NullMarked;
