import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { EMPTY_CONFIG, resolveConfig } from '../src/analyzer/config.js';
import { analyze } from '../src/analyzer/index.js';
import { RULES } from '../src/rules/index.js';

/** The six faults of the mission document, each where the example's README says it is. */
const FAULTS = [
  'src/orders/process-order.ts no-lock-across-await',
  'src/payments/complete-payment.ts no-read-modify-write',
  'src/sessions/session-store.ts no-broadcast-lookup',
  'src/users/create-profile.ts no-synchronous-chain',
  'src/users/user-directory.ts no-module-state',
];

it('the example shows the faults of all six rules, proven, and none of the rules on what only looks like them', () => {
  const root = fileURLToPath(new URL('../examples/shop-service', import.meta.url)).replaceAll('\\', '/');
  const { findings, errors } = analyze({ root, config: resolveConfig(EMPTY_CONFIG, RULES), rules: RULES, certainty: 'proven' });
  const seen = new Set(findings.map(({ file, ruleId }) => `${file} ${ruleId}`));
  expect(errors).toEqual([]);
  expect([...seen].sort()).toEqual([...FAULTS, 'src/clients.ts require-timeout', 'src/orders/order-reference.ts no-module-state'].sort());
});
