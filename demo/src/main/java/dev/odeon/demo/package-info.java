/**
 * {@code odeon demo}: what Odeon promises, shown on a real text, and the forgeries that it must
 * notice.
 */
@NullMarked
package dev.odeon.demo;

import org.jspecify.annotations.NullMarked;
