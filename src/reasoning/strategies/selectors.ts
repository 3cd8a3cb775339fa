import { codet } from './codet';
import { discriminate } from './discriminate';
import type { SelectorId } from './ids';
import type { Selector } from './selector';

/** All ways to choose among candidates, by name. */
export const SELECTORS: Readonly<Record<SelectorId, Selector>> = { codet, discriminate };
