package io.vigie.actions.webdav;

import io.vigie.actions.reach.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.authenticator.DigestAuthenticator;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.WebdavServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.descriptor.web.SecurityCollection;
import org.apache.tomcat.util.descriptor.web.SecurityConstraint;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** Tomcat's own WebDAV servlet on loopback: {@code /basic} and {@code /digest} share the files and differ in how one logs in. */
final class TargetDavServer implements AutoCloseable {

    static final String USER = "tester";
    static final String PASSWORD = "s3cret-pass";

    final Path home;
    private final Tomcat tomcat = new Tomcat();
    private final Connector secure = new Connector();
    private final Logger log = Logger.getLogger("org.apache");

    TargetDavServer(Path directory, SelfSigned keys) throws IOException, LifecycleException {
        log.setLevel(Level.SEVERE);
        home = Files.createDirectory(directory.resolve("dav"));
        tomcat.setBaseDir(Files.createDirectory(directory.resolve("tomcat")).toString());
        tomcat.setSilent(true);
        Connector plain = new Connector();
        plain.setPort(0);
        plain.setProperty("address", "127.0.0.1");
        tomcat.setConnector(plain);
        secure.setPort(0);
        secure.setProperty("address", "127.0.0.1");
        secure.setScheme("https");
        secure.setSecure(true);
        secure.setProperty("SSLEnabled", "true");
        SSLHostConfig tls = new SSLHostConfig();
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreFile(keys.store().toString());
        certificate.setCertificateKeystorePassword(SelfSigned.PASSWORD);
        certificate.setCertificateKeystoreType("PKCS12");
        tls.addCertificate(certificate);
        secure.addSslHostConfig(tls);
        tomcat.getService().addConnector(secure);
        tomcat.addUser(USER, PASSWORD);
        tomcat.addRole(USER, "tester");
        add("/basic", "BASIC");
        add("/digest", "DIGEST");
        tomcat.start();
    }

    private void add(String path, String method) {
        Context context = tomcat.addContext(path, home.toString());
        Wrapper servlet = Tomcat.addServlet(context, "dav", new WebdavServlet());
        servlet.addInitParameter("readonly", "false");
        servlet.addInitParameter("listings", "true");
        context.addServletMappingDecoded("/*", "dav");
        SecurityCollection everything = new SecurityCollection();
        everything.addPattern("/*");
        SecurityConstraint constraint = new SecurityConstraint();
        constraint.addAuthRole("tester");
        constraint.addCollection(everything);
        context.addConstraint(constraint);
        context.addSecurityRole("tester");
        context.setLoginConfig(new LoginConfig(method, "dav", null, null));
        context.getPipeline().addValve(method.equals("BASIC") ? new BasicAuthenticator() : new DigestAuthenticator());
    }

    String url(String context) {
        return "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/" + context;
    }

    String secureUrl(String host) {
        return "https://" + host + ":" + secure.getLocalPort() + "/basic";
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }
}
