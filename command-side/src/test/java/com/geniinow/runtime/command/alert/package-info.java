/** Tests of alerts that need no service. */
@org.jspecify.annotations.NullMarked
package com.geniinow.runtime.command.alert;
