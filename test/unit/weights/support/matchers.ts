import { expect } from 'vitest';

/** Typed as what it stands for. */
export const containing = (text: string): string => expect.stringContaining(text) as string;
