/** Sample guests: {@code .wasm} modules and their manifests, as resources. Below everything. */
@NullMarked
package dev.odeon.guests;

import org.jspecify.annotations.NullMarked;
