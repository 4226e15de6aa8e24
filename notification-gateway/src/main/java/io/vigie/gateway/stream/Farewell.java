package io.vigie.gateway.stream;

/** Why the server ends a conversation. */
public enum Farewell {
    /** The session is over: log in, then come back. */
    TOKEN_REFUSED,
    /** More answers wait than a client may leave unread: come back, and resume. */
    TOO_SLOW,
    /** Too many connections are open. */
    NO_PLACE
}
