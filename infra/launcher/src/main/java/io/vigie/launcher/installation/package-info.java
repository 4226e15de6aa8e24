/** What an installation keeps in its data directory: its ports, its secrets, its lock, its marks. */
@NullMarked
package io.vigie.launcher.installation;

import org.jspecify.annotations.NullMarked;
