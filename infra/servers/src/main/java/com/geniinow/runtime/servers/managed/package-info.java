/** What every server that a JVM starts is: how it is started and stopped, and why it could not. */
@NullMarked
package com.geniinow.runtime.servers.managed;

import org.jspecify.annotations.NullMarked;
