package io.vigie.actions.kafka;

import io.vigie.actions.check.Shown;
import io.vigie.actions.reach.NetworkFacts;
import java.util.Optional;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.jspecify.annotations.Nullable;

/** What went wrong with a cluster, as the end of a sentence for the tester. */
final class KafkaFacts {

    private static final String SILENT = "no broker answers as Kafka does";
    private static final int MOST_CHARACTERS = 300;

    private KafkaFacts() {}

    static Optional<String> of(Throwable failure, KafkaStep step, boolean hasHeard) {
        return switch (failure) {
            case SaslAuthenticationException refused -> Optional.of("the user name or the password is refused");
            case UnsupportedSaslMechanismException refused ->
                Optional.of("the cluster does not offer this way to log in");
            case SslAuthenticationException untrusted -> Optional.of(tls(untrusted, step));
            case AuthorizationException denied -> Optional.of("the cluster does not allow this user to do it");
            case UnknownTopicOrPartitionException unknown -> Optional.of("there is no topic of this name");
            case InvalidTopicException invalid -> Optional.of("no topic can have this name");
            case RecordTooLargeException large -> Optional.of("the record is larger than the cluster takes");
            case java.util.concurrent.TimeoutException late ->
                Optional.of(hasHeard ? "the cluster did not answer in time" : SILENT);
            case TimeoutException late -> Optional.of(late(late, hasHeard));
            case ApiException refused ->
                Optional.of("the cluster answers "
                        + Shown.value(Shown.text(String.valueOf(refused.getMessage()), MOST_CHARACTERS)));
            default -> NetworkFacts.of(failure, step.servers().getFirst().port());
        };
    }

    private static String tls(SslAuthenticationException untrusted, KafkaStep step) {
        for (@Nullable Throwable cause = untrusted.getCause(); cause != null; cause = cause.getCause()) {
            Optional<String> fact =
                    NetworkFacts.of(cause, step.servers().getFirst().port());
            if (fact.isPresent()) {
                return fact.get();
            }
        }
        return "no trusted connection could be made";
    }

    private static String late(TimeoutException late, boolean hasHeard) {
        if (!hasHeard) {
            return SILENT;
        }
        String text = String.valueOf(late.getMessage());
        return text.contains("not present in metadata")
                ? text.contains("Partition")
                        ? "there is no topic of this name with this partition"
                        : "there is no topic of this name"
                : "the cluster did not answer in time";
    }
}
