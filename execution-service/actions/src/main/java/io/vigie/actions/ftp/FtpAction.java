package io.vigie.actions.ftp;

import io.vigie.action.Action;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.actions.reach.Errand;
import io.vigie.actions.reach.NetworkFacts;
import io.vigie.actions.reach.Target;
import io.vigie.actions.remote.RemoteFiles;
import io.vigie.actions.remote.RemoteStep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.net.MalformedServerReplyException;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.jspecify.annotations.Nullable;

/**
 * One operation on the files of another machine by FTP, plain (RFC 959) or inside TLS (RFC 4217), always in passive mode.
 * Operations, limits and verdicts are those of {@link RemoteStep}. The address that a server proposes for its files is ignored: they
 * come from the address that was judged.
 */
public final class FtpAction implements Action {

    private static final String PREFIX = "ftp";

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            PREFIX,
            List.of("FTPAction"),
            Localized.of("Fichiers FTP", "FTP files"),
            Localized.of(
                    "Envoie, télécharge, liste, renomme ou supprime un fichier d'une autre machine par FTP ou FTPS. Avec TLS, le "
                            + "certificat est vérifié ; les tailles sont limitées par l'exploitant (100 Mo par défaut).",
                    "Uploads, downloads, lists, renames or deletes a file of another machine by FTP or FTPS. With TLS the "
                            + "certificate is verified; sizes are limited by the operator (100 MB by default)."),
            parameters(),
            RemoteStep.outputs(PREFIX),
            null,
            List.of(
                    example(
                            Localized.of("Déposer un fichier", "Leave a file"),
                            Map.of(
                                    "operation",
                                    "upload",
                                    "remote_path",
                                    "orders.csv",
                                    "content",
                                    "id;total\n1;12.50\n")),
                    example(
                            Localized.of("Vérifier ce qu'un fichier contient", "Check what a file holds"),
                            Map.of(
                                    "operation",
                                    "download",
                                    "remote_path",
                                    "orders.csv",
                                    "assertions",
                                    List.of(Map.of(
                                            "source", "content", "operator", "contains", "expected", "1;12.50")))),
                    example(
                            Localized.of("Un fichier n'existe plus", "A file is no longer there"),
                            Map.of(
                                    "operation",
                                    "stat",
                                    "remote_path",
                                    "old.csv",
                                    "assertions",
                                    List.of(Map.of("source", "exists", "operator", "equals", "expected", false))))));

    private static List<ParameterDescription> parameters() {
        List<ParameterDescription> parameters = new ArrayList<>(FtpLogin.parameters());
        parameters.addAll(RemoteStep.parameters());
        return parameters;
    }

    private static ActionExample example(Localized title, Map<String, ? extends @Nullable Object> operation) {
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("host", "{{ftp_host}}");
        value.put("port", "{{ftp_port}}");
        value.put("username", "{{ftp_user}}");
        value.put("password", "{{ftp_password}}");
        value.putAll(operation);
        return new ActionExample(title, value);
    }

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        FtpLogin login = FtpLogin.read(parameters, context);
        RemoteStep step = RemoteStep.read(PREFIX, context, parameters);
        return step.run(
                context,
                login.toString(),
                login.timeout(),
                failure -> fact(failure, login.port()),
                errand -> open(context, login, errand));
    }

    private static RemoteFiles open(ActionContext context, FtpLogin login, Errand errand) throws IOException {
        FtpDialogue ftp = new FtpDialogue(context, login, Target.judged(context, login.host(), login.port()), errand);
        try {
            ftp.begin();
        } catch (IOException | RuntimeException failed) {
            if (ftp.isConnected()) {
                ftp.disconnect();
            }
            throw failed;
        }
        return new FtpFiles(ftp);
    }

    private static Optional<String> fact(Throwable failure, int port) {
        return switch (failure) {
            case MalformedServerReplyException strange -> Optional.of("what answers there does not speak FTP");
            case FTPConnectionClosedException ended -> Optional.of("the server closed the connection");
            default -> NetworkFacts.orBroken(failure, port);
        };
    }
}
