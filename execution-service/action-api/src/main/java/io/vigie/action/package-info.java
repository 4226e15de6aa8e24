/** What an action plug-in implements ({@link io.vigie.action.Action}), says about itself and is given to work with. */
@NullMarked
package io.vigie.action;

import org.jspecify.annotations.NullMarked;
