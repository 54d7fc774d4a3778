/**
 * What tests of the read side share: a database, and agents whose events were projected into it.
 */
package com.geniinow.runtime.query.testing;
