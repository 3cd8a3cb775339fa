/** `note`: something that is missing and not needed. */
export type CheckState = 'ok' | 'note' | 'problem';

export interface MachineCheck {
  readonly id: string;
  /** What was looked at, for people. */
  readonly title: string;
  readonly state: CheckState;
  /** What was found, in a sentence or less. */
  readonly found: string;
  /** What stands behind it, in as many words as it takes; null when nothing does. */
  readonly detail: string | null;
  /** What to do next; null when there is nothing to do. */
  readonly next: string | null;
  /** Wall seconds that looking took. */
  readonly seconds: number;
}

/** What this machine offers, looked at and tried out. */
export interface MachineReport {
  readonly canSolve: boolean;
  readonly canVerify: boolean;
  readonly checks: readonly MachineCheck[];
}
