/** Conversations over Socket.IO 5 on Engine.IO 4, at the gateway's own origin: long polling, WebSocket, and the upgrade from one to the other. */
@NullMarked
package io.vigie.gateway.stream.socketio;

import org.jspecify.annotations.NullMarked;
