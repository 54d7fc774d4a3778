/**
 * The console's files under {@code /console/}: what a browser needs to show the interface to a
 * person. It promises strict headers and small answers, knows no data and needs no token; the pages
 * ask the routes that everybody has, by the token of whoever sits in front of them.
 */
@NullMarked
package com.geniinow.runtime.query.view.console;

import org.jspecify.annotations.NullMarked;
