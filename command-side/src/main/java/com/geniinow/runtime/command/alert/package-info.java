/**
 * Messages to people. An alert is a row first, so it is kept while Slack is unavailable, and its id
 * says what it is about, so it is sent once however often its cause is seen.
 */
@NullMarked
package com.geniinow.runtime.command.alert;

import org.jspecify.annotations.NullMarked;
