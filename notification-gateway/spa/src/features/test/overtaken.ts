import type { Test } from '@/api/types';

/** Somebody else saved a newer version than the one that was written on. */
export class Overtaken extends Error {
  readonly theirs: Test;

  constructor(theirs: Test) {
    super(`Expected the version that was read, but there is version ${theirs.version}.`);
    this.name = 'Overtaken';
    this.theirs = theirs;
  }
}
