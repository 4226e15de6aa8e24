/** The files of campaigns: their names, sizes and digests are events, their contents lie in the file storage. */
@org.jspecify.annotations.NullMarked
package io.vigie.campaign.files;
