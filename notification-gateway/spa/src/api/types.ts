/** What the services answer, by the names that the page gives it. */

export type Role = 'admin' | 'user';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

/** One field that a decision changed; a secret's values are dots. */
export interface Difference {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly secret: boolean;
}

/** A decision of a person with its place in the chain. */
export interface Decision {
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly actorName: string | null;
  readonly subject: string;
  readonly name: string | null;
  readonly difference: readonly Difference[];
  readonly previousHash: string;
  readonly hash: string;
}

export interface DecisionPage {
  readonly decisions: readonly Decision[];
  readonly next: { readonly url: string } | null;
}
