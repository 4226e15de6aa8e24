#!/usr/bin/env bash
# Writes anew what the contracts hold of the code: message schemas, the runs' expected reports, what browsers are told of them, and the
# OpenAPI documents. Look at what changed before you commit it. Takes some minutes: the services are started.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
JAVA_HOME=$(sh infra/find-jdk.sh)
export JAVA_HOME

# Reports come before what browsers are told, which begins with them.
exec "${MVN:-./mvnw}" -q -B verify -am -pl contracts,campaign-service,report-service,notification-gateway \
    -Dvigie.contracts.update=true -Dspotless.check.skip=true \
    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
    -Dtest='GoldenPayloadTests,SchemaDriftTests,StreamFileTests,BrowserStreamTests,WholeApiTests' \
    -Dit.test='ManagingIT#saysOfItsApi*,ReportsIT#saysOfItsApi*,TimeTravelIT#isWhatAPageHadFoldedThen*' "$@"
