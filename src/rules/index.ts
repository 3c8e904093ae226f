import type { AnyRule } from './define.js';
import requireTimeout from './require-timeout/index.js';

export const RULES: readonly AnyRule[] = [requireTimeout];
