/**
 * Google Cloud Storage on one machine: the part of its JSON API that clients commonly use, over
 * plain files, and signed URLs that are checked as Google checks them. It promises that what was
 * acknowledged is on the disk, and that an object is there whole or not at all.
 */
@NullMarked
package com.geniinow.runtime.servers.gcs;

import org.jspecify.annotations.NullMarked;
