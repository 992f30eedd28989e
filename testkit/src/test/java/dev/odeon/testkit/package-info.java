@NullMarked
package dev.odeon.testkit;

import org.jspecify.annotations.NullMarked;
