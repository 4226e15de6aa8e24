package io.vigie.launcher.supervision;

/** Is told what a person who watches should know. Called from many threads, one at a time. */
@FunctionalInterface
public interface Announcer {

    void say(String sentence);
}
