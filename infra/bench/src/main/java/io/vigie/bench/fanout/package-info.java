/** Measures the live streams alone: one gateway on a broker of its own, thousands of watchers in a process of theirs, and beside them a Flask-SocketIO server. */
@NullMarked
package io.vigie.bench.fanout;

import org.jspecify.annotations.NullMarked;
