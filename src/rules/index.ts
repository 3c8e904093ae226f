import type { AnyRule } from './define.js';
import noModuleState from './no-module-state/index.js';
import noReadModifyWrite from './no-read-modify-write/index.js';
import requireTimeout from './require-timeout/index.js';

export const RULES: readonly AnyRule[] = [noModuleState, noReadModifyWrite, requireTimeout];
