package io.vigie.launcher.stability;

/** @param id of the campaign @param name as people call it */
public record Campaign(String id, String name) {}
