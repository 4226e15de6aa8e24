/** What the services answer, by the names that the page gives it. */

export type Role = 'admin' | 'user';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}
