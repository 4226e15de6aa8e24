#!/bin/sh
# Prints the home of a JDK that builds and runs Vigie, or says on standard error what to install and ends with 1.
# It looks at JAVA_HOME, then at the java on the PATH, then in the folders where JDKs are usually put. Of those
# it prefers the release that Vigie is tested with; a later one will do. Nothing is started: a JDK says what it is in its "release" file.

wanted=25

# The feature release of the JDK in folder $1; nothing when there is no compiler in it or it does not say.
release_of() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release"
}

fits() {
    found=$(release_of "$1") && [ -n "$found" ] && [ "$found" -ge "$wanted" ]
}

real_path() {
    readlink -f "$1" 2>/dev/null || {
        # Systems whose readlink knows no -f: follow by hand.
        path=$1
        while [ -L "$path" ]; do
            target=$(readlink "$path")
            case $target in
                /*) path=$target ;;
                *) path=$(dirname "$path")/$target ;;
            esac
        done
        printf '%s\n' "$(cd "$(dirname "$path")" && pwd -P)/$(basename "$path")"
    }
}

if [ -n "${JAVA_HOME:-}" ] && fits "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    exit 0
fi

on_path=$(command -v javac 2>/dev/null) && {
    home=$(dirname "$(dirname "$(real_path "$on_path")")")
    if fits "$home"; then
        printf '%s\n' "$home"
        exit 0
    fi
}

best=
best_release=
for home in \
    /usr/lib/jvm/* /usr/java/* /opt/* /opt/*/* \
    "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* "${HOME:-/}"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    fits "$home" || continue
    if [ "$found" -eq "$wanted" ]; then
        printf '%s\n' "$home"
        exit 0
    fi
    if [ -z "$best" ] || [ "$found" -gt "$best_release" ]; then
        best=$home
        best_release=$found
    fi
done
if [ -n "$best" ]; then
    printf '%s\n' "$best"
    exit 0
fi

cat >&2 <<SENTENCE
Vigie needs a JDK $wanted, and none was found in JAVA_HOME, on the PATH, or in the usual folders.
Install one (Debian and Ubuntu: the package temurin-$wanted-jdk or openjdk-$wanted-jdk; macOS: brew install openjdk@$wanted; anywhere: sdk install java $wanted-tem),
or set JAVA_HOME to the one that you have.
SENTENCE
exit 1
