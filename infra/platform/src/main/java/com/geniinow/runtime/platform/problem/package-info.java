/**
 * The one way the services say no: every error answer is an RFC 9457 problem with a stable {@link
 * com.geniinow.runtime.platform.problem.Reason}, whether it comes from a feature, from Spring, from
 * the security filters or from Tomcat itself. A feature throws {@link
 * com.geniinow.runtime.platform.problem.ProblemException}; nobody writes an error body by hand, and
 * no stack trace, SQL or class name ever reaches a client.
 */
@NullMarked
package com.geniinow.runtime.platform.problem;

import org.jspecify.annotations.NullMarked;
