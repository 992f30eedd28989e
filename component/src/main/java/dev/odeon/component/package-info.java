/** The canonical ABI, for core modules first: typed values lifted and lowered. */
@NullMarked
package dev.odeon.component;

import org.jspecify.annotations.NullMarked;
