/** By a problem's hidden part nobody can tell right answers from wrong ones here: it counts in no figure. */
export class NotScorable extends Error {
  override readonly name = 'NotScorable';

  /** @param why as it goes on from "… cannot be scored, as " */
  constructor(readonly why: string) {
    super(`The problem cannot be scored, as ${why}.`);
  }
}
