import type { Finding } from '../../analyzer/finding.js';
import type { Harm } from './options.js';
import type { StepData, Timeline } from './page-data.js';

/** Steps that are drawn; of longer witnesses the middle is left out. */
const MAX_STEPS = 10;

const REQUESTS: readonly [string, string] = ['Request 1', 'Request 2'];
const REPLICAS: readonly [string, string] = ['Replica A', 'Replica B'];

/** What the other one meets where the witness tells of one only. It follows from the harm, and has no place of its own. */
const MEANWHILE: Readonly<Record<Harm, string>> = {
  'wrong-data': 'has a copy of its own, and knows nothing of this one',
  'lost-update': 'does the same at the same time, and undoes it',
  outage: 'gets here meanwhile, and waits, too',
  memory: 'keeps a copy of its own, and grows with it',
  latency: 'gets here meanwhile, and takes as long',
};

/** The interleaving of a finding: its witness in two lanes. `step` turns a place into what is shown of it. */
export function timelineOf(
  { witness }: Pick<Finding, 'witness'>,
  harm: Harm,
  lanes: readonly [string, string] | undefined,
  step: (step: Finding['witness'][number]) => NonNullable<StepData['at']>,
): Timeline {
  const steps = shorten(witness).map((one): StepData => ({ lane: one.second === true ? 1 : 0, message: one.message, at: step(one) }));
  const alone = steps.length > 0 && steps.every(({ lane }) => lane === 0);
  return {
    lanes: lanes ?? (harm === 'wrong-data' || harm === 'memory' ? REPLICAS : REQUESTS),
    steps: alone ? [...steps, { lane: 1, message: MEANWHILE[harm] }] : steps,
  };
}

/** The first steps and the last ones. */
function shorten<T>(steps: readonly T[]): readonly T[] {
  return steps.length <= MAX_STEPS ? steps : [...steps.slice(0, MAX_STEPS / 2), ...steps.slice(-MAX_STEPS / 2)];
}
