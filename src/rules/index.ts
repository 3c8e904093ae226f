import type { AnyRule } from './define.js';
import noBroadcastLookup from './no-broadcast-lookup/index.js';
import noLockAcrossAwait from './no-lock-across-await/index.js';
import noModuleState from './no-module-state/index.js';
import noReadModifyWrite from './no-read-modify-write/index.js';
import noSynchronousChain from './no-synchronous-chain/index.js';
import noTransactionEscape from './no-transaction-escape/index.js';
import requireLockRelease from './require-lock-release/index.js';
import requireTimeout from './require-timeout/index.js';

export const RULES: readonly AnyRule[] = [noBroadcastLookup, noLockAcrossAwait, noModuleState, noReadModifyWrite, noSynchronousChain, noTransactionEscape, requireLockRelease, requireTimeout];
