/**
 * Objects in Google Cloud Storage, or in a server of its JSON API. It promises that an object is
 * there whole or not at all, and that a name once taken is never written again. Names are opaque:
 * callers choose random ones and keep them to themselves.
 */
@NullMarked
package com.geniinow.runtime.platform.storage;

import org.jspecify.annotations.NullMarked;
