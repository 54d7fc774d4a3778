/**
 * How the tests of all modules share one machine. A module's tests get it by depending on this
 * module; JUnit finds {@link com.geniinow.runtime.testing.SharedMachine} by itself.
 */
@org.jspecify.annotations.NullMarked
package com.geniinow.runtime.testing;
