/** Says what the written contract of an API cannot read off its code. Nothing of it changes how the service runs. */
@NullMarked
package io.vigie.service.contract;

import org.jspecify.annotations.NullMarked;
