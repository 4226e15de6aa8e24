package io.vigie.service.outbound;

import java.net.InetAddress;

/**
 * The addresses that have their first bits in common (CIDR, RFC 4632).
 *
 * @param first of them, 4 or 16 bytes
 * @param bits how many are in common
 */
record Network(byte[] first, int bits) {

    /** @throws IllegalArgumentException when the text is neither an address nor a network */
    static Network of(String text) {
        int slash = text.indexOf('/');
        byte[] first = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                .getAddress();
        int bits = slash < 0 ? first.length * 8 : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > first.length * 8) {
            throw new IllegalArgumentException(
                    "Expected at most %d bits in \"%s\", but found %d.".formatted(first.length * 8, text, bits));
        }
        return new Network(first, bits);
    }

    boolean holds(byte[] address) {
        if (address.length != first.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((address[bit / 8] & mask) != (first[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
