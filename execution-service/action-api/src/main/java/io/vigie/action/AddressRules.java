package io.vigie.action;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The usual {@link TargetPolicy}. Public addresses may be contacted; loopback and private ones when a setting says so; link-local,
 * cloud metadata, multicast and unspecified ones never, unless listed by address. An address that carries an IPv4 address inside
 * (NAT64, 6to4, IPv4-compatible) is judged by that one.
 *
 * <p>An entry of the lists is a host name ({@code api.example.com}), a name with its subdomains ({@code *.example.com}), an address
 * ({@code 10.1.2.3}) or a block of addresses ({@code 10.1.0.0/16}). What is denied by the list stays denied whatever allows it. A
 * name that is allowed by the list may resolve to a loopback or private address, but not to one that is never contacted: a name is
 * as trustworthy as whoever answers for it.
 *
 * <p>Immutable and pure: no name is looked up here.
 */
public final class AddressRules implements TargetPolicy {

    private static final List<Block> METADATA =
            blocks("169.254.169.254/32", "100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::254/128");
    private static final List<Block> NEVER = blocks("0.0.0.0/8", "240.0.0.0/4", "::/128");
    private static final List<Block> PRIVATE = blocks(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "192.0.0.0/24",
            "198.18.0.0/15",
            "fc00::/7",
            "fec0::/10");
    private static final Block NAT64 = Block.parse("64:ff9b::/96");
    private static final Block SIX_TO_FOUR = Block.parse("2002::/16");
    private static final Block IPV4_COMPATIBLE = Block.parse("::/96");

    private final boolean loopback;
    private final boolean privateNetworks;
    private final Entries allowed;
    private final Entries denied;

    private AddressRules(boolean loopback, boolean privateNetworks, Entries allowed, Entries denied) {
        this.loopback = loopback;
        this.privateNetworks = privateNetworks;
        this.allowed = allowed;
        this.denied = denied;
    }

    /** Public addresses alone. */
    public static AddressRules publicOnly() {
        return new AddressRules(false, false, Entries.NONE, Entries.NONE);
    }

    /** The same, with the worker's own machine allowed or not. */
    public AddressRules withLoopback(boolean isAllowed) {
        return new AddressRules(isAllowed, privateNetworks, allowed, denied);
    }

    /** The same, with private networks allowed or not. */
    public AddressRules withPrivateNetworks(boolean areAllowed) {
        return new AddressRules(loopback, areAllowed, allowed, denied);
    }

    /**
     * The same, with these allowed.
     *
     * @throws IllegalArgumentException when an entry is neither a name nor an address nor a block
     */
    public AddressRules allowing(Collection<String> entries) {
        return new AddressRules(loopback, privateNetworks, Entries.parse(entries), denied);
    }

    /**
     * The same, with these denied.
     *
     * @throws IllegalArgumentException when an entry is neither a name nor an address nor a block
     */
    public AddressRules denying(Collection<String> entries) {
        return new AddressRules(loopback, privateNetworks, allowed, Entries.parse(entries));
    }

    @Override
    public Optional<String> refusal(String host, InetAddress address) {
        byte[] judged = inner(address.getAddress());
        if (denied.name(host) || denied.address(judged) || denied.address(address.getAddress())) {
            return Optional.of("the list of denied targets names it");
        }
        if (allowed.address(judged) || allowed.address(address.getAddress())) {
            return Optional.empty();
        }
        if (contains(METADATA, judged)) {
            return Optional.of("it is the metadata address of a cloud");
        }
        InetAddress target = address(judged);
        if (target.isLinkLocalAddress()) {
            return Optional.of("it is a link-local address");
        }
        if (target.isMulticastAddress() || target.isAnyLocalAddress() || contains(NEVER, judged)) {
            return Optional.of("it is not the address of one host");
        }
        if (allowed.name(host)) {
            return Optional.empty();
        }
        if (target.isLoopbackAddress()) {
            return loopback ? Optional.empty() : Optional.of("it is a loopback address, which is not allowed here");
        }
        if (contains(PRIVATE, judged)) {
            return privateNetworks
                    ? Optional.empty()
                    : Optional.of("it is a private address, which is not allowed here");
        }
        return Optional.empty();
    }

    /** The IPv4 address that an IPv6 address carries inside, else the address itself. */
    private static byte[] inner(byte[] address) {
        if (NAT64.contains(address)) {
            return Arrays.copyOfRange(address, 12, 16);
        }
        if (SIX_TO_FOUR.contains(address)) {
            return Arrays.copyOfRange(address, 2, 6);
        }
        boolean isUnspecifiedOrLoopback = address.length == 16
                && Arrays.equals(address, 0, 15, new byte[15], 0, 15)
                && (address[15] == 0 || address[15] == 1);
        if (IPV4_COMPATIBLE.contains(address) && !isUnspecifiedOrLoopback) {
            return Arrays.copyOfRange(address, 12, 16);
        }
        return address;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(
                    "Expected an address to have 4 or 16 bytes, but it has " + bytes.length + ".", impossible);
        }
    }

    private static boolean contains(List<Block> blocks, byte[] address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    private static List<Block> blocks(String... blocks) {
        return Arrays.stream(blocks).map(Block::parse).toList();
    }

    private static String normalised(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private record Entries(List<String> names, List<Block> blocks) {

        private static final Entries NONE = new Entries(List.of(), List.of());

        static Entries parse(Collection<String> entries) {
            List<String> trimmed = entries.stream()
                    .map(String::strip)
                    .filter(e -> !e.isEmpty())
                    .toList();
            return new Entries(
                    trimmed.stream()
                            .filter(entry -> !Block.looksLikeOne(entry))
                            .map(AddressRules::normalised)
                            .toList(),
                    trimmed.stream()
                            .filter(Block::looksLikeOne)
                            .map(Block::parse)
                            .toList());
        }

        boolean name(String host) {
            String name = normalised(host);
            return names.stream()
                    .anyMatch(entry -> entry.startsWith("*.") ? name.endsWith(entry.substring(1)) : name.equals(entry));
        }

        boolean address(byte[] address) {
            return AddressRules.contains(blocks, address);
        }
    }

    /** A block of addresses: the first {@code bits} bits of {@code start}. */
    private record Block(byte[] start, int bits) {

        static boolean looksLikeOne(String entry) {
            return entry.contains("/") || entry.contains(":") || entry.matches("[0-9.]+");
        }

        static Block parse(String entry) {
            int slash = entry.indexOf('/');
            try {
                String address = slash < 0 ? entry : entry.substring(0, slash);
                byte[] start = InetAddress.ofLiteral(address.contains(":") ? address : strictIpv4(address))
                        .getAddress();
                int bits = slash < 0 ? start.length * 8 : Integer.parseInt(entry.substring(slash + 1));
                if (bits < 0 || bits > start.length * 8) {
                    throw new IllegalArgumentException("out of range");
                }
                return new Block(start, bits);
            } catch (IllegalArgumentException notABlock) {
                throw new IllegalArgumentException(
                        "Expected a host name, an address or a block such as 10.0.0.0/8, but found \"" + entry + "\".",
                        notABlock);
            }
        }

        private static String strictIpv4(String address) {
            if (!address.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
                throw new IllegalArgumentException("not four numbers");
            }
            return address;
        }

        boolean contains(byte[] address) {
            if (address.length != start.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = bits % 8;
            if (!Arrays.equals(address, 0, whole, start, 0, whole)) {
                return false;
            }
            int mask = rest == 0 ? 0 : 0xFF << (8 - rest);
            return rest == 0 || (address[whole] & mask) == (start[whole] & mask);
        }
    }
}
