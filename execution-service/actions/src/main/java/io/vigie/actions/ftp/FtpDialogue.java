package io.vigie.actions.ftp;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.TargetPolicy;
import io.vigie.actions.check.Shown;
import io.vigie.actions.ftp.FtpLogin.Security;
import io.vigie.actions.reach.Errand;
import io.vigie.actions.reach.LimitedStream;
import io.vigie.actions.reach.Target;
import io.vigie.actions.reach.Trust;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPReply;
import org.apache.commons.net.io.CRLFLineReader;

/**
 * The protocol of FTP (RFC 959) with what a worker needs on top of the library: data connections go to the judged address of the
 * control connection alone, whatever the server proposes; TLS (RFC 4217) with the host name verified on both connections; replies
 * limited; and every socket known, so that it can be closed from outside. For one thread.
 */
final class FtpDialogue extends FTPClient {

    /** The most bytes that a server may say on its control connection: an endless reply would fill the memory. */
    private static final int MOST_REPLY_BYTES = 1024 * 1024;

    private final TargetPolicy targets;
    private final FtpLogin login;
    private final Target target;
    private final Errand errand;

    FtpDialogue(ActionContext context, FtpLogin login, Target target, Errand errand) {
        this.targets = context.targets();
        this.login = login;
        this.target = target;
        this.errand = errand;
        setControlEncoding("UTF-8");
        setConnectTimeout(millis());
        setDefaultTimeout(millis());
        setSocketFactory(new SocketFactory() {
            @Override
            public Socket createSocket() throws IOException {
                return errand.closing(new ControlSocket());
            }

            @Override
            public Socket createSocket(String host, int port) throws IOException {
                throw elsewhere();
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
                throw elsewhere();
            }

            @Override
            public Socket createSocket(InetAddress host, int port) throws IOException {
                throw elsewhere();
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
                    throws IOException {
                throw elsewhere();
            }

            private IOException elsewhere() {
                return new IOException("This dialogue connects to judged addresses alone.");
            }
        });
    }

    private int millis() {
        return Math.toIntExact(Math.max(1, login.timeout().toMillis()));
    }

    /**
     * Connects, turns to TLS, and logs in.
     *
     * @throws ActionBrokenException when the server is none, or refuses
     */
    void begin() throws IOException {
        target.connect(address -> {
            connect(address, target.port());
            return address;
        });
        if (!FTPReply.isPositiveCompletion(getReplyCode())) {
            throw refused("serve");
        }
        if (!login(login.username(), login.password())) {
            throw new ActionBrokenException("Expected to log in to \"" + login.host() + "\" as \"" + login.username()
                    + "\", but the server refuses the user name or the credentials.");
        }
        if (!setFileType(FTP.BINARY_FILE_TYPE)) {
            throw refused("pass files on byte by byte");
        }
    }

    private ActionBrokenException refused(String toDo) {
        return new ActionBrokenException("Expected \"" + login.host() + "\" to " + toDo + ", but the server answers "
                + Shown.value(getReplyString().strip()) + ".");
    }

    @Override
    protected void _connectAction_() throws IOException {
        if (login.security() == Security.IMPLICIT) {
            secureControl();
        }
        super._connectAction_();
        if (login.security() == Security.EXPLICIT) {
            if (sendCommand("AUTH", "TLS") != FTPReply.SECURITY_DATA_EXCHANGE_COMPLETE) {
                throw refused("speak TLS");
            }
            secureControl();
            // A reader of its own: what was read ahead of the handshake came from nobody knows whom.
            _controlInput_ = new CRLFLineReader(new InputStreamReader(_input_, getControlEncoding()));
            _controlOutput_ = new BufferedWriter(new OutputStreamWriter(_output_, getControlEncoding()));
        }
        if (login.security() != Security.NONE
                && (sendCommand("PBSZ", "0") != FTPReply.COMMAND_OK
                        || sendCommand("PROT", "P") != FTPReply.COMMAND_OK)) {
            throw refused("protect the files too");
        }
    }

    private void secureControl() throws IOException {
        _socket_ = secured(_socket_);
        _input_ = _socket_.getInputStream();
        _output_ = _socket_.getOutputStream();
    }

    /**
     * TLS over a socket. The peer is always named by the control connection's host and port, so that a data connection resumes its
     * session; many servers insist on that, since it proves that both connections have the same client.
     */
    private SSLSocket secured(Socket plain) throws IOException {
        Trust trust = login.trust().orElseThrow();
        SSLSocket secure =
                (SSLSocket) trust.context().getSocketFactory().createSocket(plain, target.host(), target.port(), true);
        secure.setUseClientMode(true);
        if (trust.isVerified()) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
        }
        secure.startHandshake();
        return secure;
    }

    @Override
    protected Socket _openDataConnection_(String command, String argument) throws IOException {
        int port = dataPort();
        targets.refusal(target.host(), getRemoteAddress(), port).ifPresent(reason -> {
            throw new ActionBrokenException("Expected to fetch files from port " + port + " of \"" + target.host()
                    + "\", as the server proposes, but it may not be contacted: " + reason + ".");
        });
        Socket plain = errand.closing(new Socket());
        try {
            plain.setSoTimeout(millis());
            plain.connect(new InetSocketAddress(getRemoteAddress(), port), millis());
            if (!FTPReply.isPositivePreliminary(sendCommand(command, argument))) {
                plain.close();
                throw FtpFiles.refusal(this);
            }
            return login.security() == Security.NONE ? plain : secured(plain);
        } catch (IOException failed) {
            plain.close();
            throw failed;
        }
    }

    /** Asks for the extended passive mode first: its answer holds a port alone. Of the older answer only the port is used. */
    private int dataPort() throws IOException {
        if (epsv() == FTPReply.ENTERING_EPSV_MODE) {
            _parseExtendedPassiveModeReply(_replyLines.getFirst());
        } else if (pasv() == FTPReply.ENTERING_PASSIVE_MODE) {
            _parsePassiveModeReply(_replyLines.getFirst());
        } else {
            throw refused("open a port for the files (passive mode)");
        }
        return getPassivePort();
    }

    private static final class ControlSocket extends Socket {
        @Override
        public InputStream getInputStream() throws IOException {
            return new LimitedStream(
                    super.getInputStream(), MOST_REPLY_BYTES, "what the server says to its commands", () -> {});
        }
    }
}
