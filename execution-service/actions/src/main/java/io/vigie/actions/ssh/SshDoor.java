package io.vigie.actions.ssh;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.actions.check.Shown;
import io.vigie.actions.reach.Errand;
import io.vigie.actions.reach.NetworkFacts;
import io.vigie.actions.reach.Target;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.auth.password.PasswordIdentityProvider;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.RuntimeSshException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.jspecify.annotations.Nullable;

/**
 * Opens SSH sessions for steps. One client, opened by the first session, serves all calls; it reads no file of the worker (no
 * {@code ~/.ssh}), asks no agent, and forwards nothing.
 *
 * <p>Each session connects to the very address that the target policy judged, and the server proves to hold the host key that the
 * step names before it is told a password.
 */
public final class SshDoor implements AutoCloseable {

    private static final AttributeRepository.AttributeKey<HostKeyRule> RULE = new AttributeRepository.AttributeKey<>();
    private static final AttributeRepository.AttributeKey<AtomicReference<String>> SEEN =
            new AttributeRepository.AttributeKey<>();

    private volatile @Nullable SshClient client;

    /**
     * Connects, verifies the host key and logs in. May block: call it inside an {@link Errand}, which ends it. The caller closes the
     * session.
     *
     * @throws ActionBrokenException when the address, the host key or the credentials are refused
     * @throws IOException when the connection cannot be made or breaks
     */
    public ClientSession open(ActionContext context, SshLogin login, Errand errand) throws IOException {
        List<KeyPair> keys = keys(login);
        Target target = Target.judged(context, login.host(), login.port());
        AtomicReference<String> seen = new AtomicReference<>();
        ClientSession session = connect(login, target, seen, errand);
        errand.closing(() -> session.close(true));
        try {
            login.password().ifPresent(session::addPasswordIdentity);
            keys.forEach(session::addPublicKeyIdentity);
            session.auth().verify(login.timeout());
            return session;
        } catch (IOException refused) {
            session.close(true);
            throw explained(login, seen, refused);
        } catch (RuntimeException failed) {
            session.close(true);
            throw failed;
        }
    }

    private ClientSession connect(SshLogin login, Target target, AtomicReference<String> seen, Errand errand)
            throws IOException {
        AttributeRepository attributes = new Attributes(login.hostKey(), seen);
        return target.connect(address -> {
            // The client looks host names up by itself; an address without a name leaves it nothing to look up.
            SocketAddress judged = new InetSocketAddress(InetAddress.getByAddress(address.getAddress()), target.port());
            ConnectFuture connecting = client().connect(login.username(), judged, attributes, null);
            errand.closing(connecting::cancel);
            try {
                return connecting.verify(login.timeout()).getSession();
            } catch (IOException failed) {
                throw explained(login, seen, failed);
            }
        });
    }

    private static IOException explained(SshLogin login, AtomicReference<String> seen, IOException failed) {
        String key = seen.get();
        if (key != null) {
            throw new ActionBrokenException("Expected \"" + login.host()
                    + "\" to hold the host key that the step names, but its key is " + key + ".");
        }
        if (failed instanceof SshException ssh
                && (ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
                        || ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_ILLEGAL_USER_NAME)) {
            throw new ActionBrokenException("Expected to log in to \"" + login.host() + "\" as "
                    + Shown.value(login.username()) + ", but the server refuses the user name or the credentials.");
        }
        return failed;
    }

    /** The end of the sentence for what can go wrong in a session. */
    public static Optional<String> fact(Throwable failure, int port) {
        if (failure instanceof SshException || failure instanceof RuntimeSshException) {
            return failure.getCause() != null
                    ? NetworkFacts.orBroken(failure.getCause(), port)
                    : Optional.of("the SSH connection broke");
        }
        return NetworkFacts.orBroken(failure, port);
    }

    private static List<KeyPair> keys(SshLogin login) {
        Optional<String> key = login.privateKey();
        if (key.isEmpty()) {
            return List.of();
        }
        String passphrase = login.passphrase();
        try {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null,
                    NamedResource.ofName("private_key"),
                    new ByteArrayInputStream((key.get().strip() + "\n").getBytes(StandardCharsets.UTF_8)),
                    passphrase == null ? FilePasswordProvider.EMPTY : FilePasswordProvider.of(passphrase));
            if (pairs != null && pairs.iterator().hasNext()) {
                return List.of(pairs.iterator().next());
            }
        } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
            // Its text may quote the key, so it is neither shown nor kept.
        }
        throw new ActionBrokenException("Expected \"private_key\" to be a private key in OpenSSH or PEM form"
                + (passphrase == null ? " without a passphrase" : " that \"passphrase\" opens")
                + ", but it cannot be read.");
    }

    private static boolean verify(ClientSession session, SocketAddress address, PublicKey key) {
        HostKeyRule rule = Objects.requireNonNull(session.getConnectionContext().getAttribute(RULE));
        String fingerprint = HostKeyRule.fingerprint(key);
        boolean isAccepted = rule.accepts(fingerprint);
        if (!isAccepted) {
            Objects.requireNonNull(session.getConnectionContext().getAttribute(SEEN))
                    .set(KeyUtils.getKeyType(key) + " " + fingerprint);
        }
        return isAccepted;
    }

    private SshClient client() {
        SshClient open = client;
        if (open != null) {
            return open;
        }
        synchronized (this) {
            if (client == null) {
                client = started();
            }
            return Objects.requireNonNull(client);
        }
    }

    private static SshClient started() {
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(SshDoor::verify);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setPasswordIdentityProvider(PasswordIdentityProvider.EMPTY_PASSWORDS_PROVIDER);
        client.setUserInteraction(UserInteraction.NONE);
        client.setAgentFactory(null);
        client.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        client.setUserAuthFactories(List.of(
                UserAuthPublicKeyFactory.INSTANCE,
                UserAuthPasswordFactory.INSTANCE,
                UserAuthKeyboardInteractiveFactory.INSTANCE));
        CoreModuleProperties.PASSWORD_PROMPTS.set(client, 1);
        CoreModuleProperties.CLIENT_IDENTIFICATION.set(client, "Vigie");
        client.start();
        return client;
    }

    @Override
    public void close() {
        SshClient open = client;
        if (open != null) {
            open.stop();
        }
    }

    private record Attributes(HostKeyRule rule, AtomicReference<String> seen) implements AttributeRepository {
        @Override
        public int getAttributesCount() {
            return 2;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> @Nullable T getAttribute(AttributeKey<T> key) {
            return key == (AttributeKey<?>) RULE ? (T) rule : key == (AttributeKey<?>) SEEN ? (T) seen : null;
        }

        @Override
        public java.util.Collection<AttributeKey<?>> attributeKeys() {
            return List.of(RULE, SEEN);
        }
    }
}
