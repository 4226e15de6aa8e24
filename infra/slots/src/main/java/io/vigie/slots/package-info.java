/** What a slot owns on its machine and shares with no other live slot: ports, a database suffix, directories; held by locks that end with the process. */
@NullMarked
package io.vigie.slots;

import org.jspecify.annotations.NullMarked;
