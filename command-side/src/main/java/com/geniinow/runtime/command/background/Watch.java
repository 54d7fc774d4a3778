package com.geniinow.runtime.command.background;

import java.time.Duration;

/**
 * Something that is looked out for.
 *
 * @param name for the log
 * @param due from when on there is something to do
 * @param every the pause after it was seen, before it is seen again
 * @param act tells whoever does it; must be quick
 */
record Watch(String name, Due due, Duration every, Runnable act) {}
