/** @import { Harm } from '../options.js' */
/** @import { AccessData, StateData, Verdict } from '../page-data.js' */

/** @type {Record<Harm, { name: string, says: string }>} */
export const HARM_WORDS = {
  'wrong-data': { name: 'Wrong data', says: 'Replicas answer differently, or from what was undone' },
  'lost-update': { name: 'Lost updates', says: 'What one request writes, another undoes' },
  outage: { name: 'Outages', says: 'One slow part stops all that wait for it' },
  memory: { name: 'Memory', says: 'Grows with the input until the process dies' },
  latency: { name: 'Latency', says: 'Requests wait for what they do not need' },
};

/** @type {Harm[]} */
export const HARM_ORDER = ['wrong-data', 'lost-update', 'outage', 'memory', 'latency'];

/** @type {Record<Verdict, string>} */
export const VERDICT_WORDS = { no: 'Not yet', care: 'With care', yes: 'Nothing found' };

/** @type {Record<'error' | 'warning' | 'info', string>} */
export const SEVERITY_WORDS = { error: 'Error', warning: 'Warning', info: 'Advice' };

/** @type {Record<StateData['bound'], string>} */
export const BOUND_WORDS = {
  value: 'One value',
  members: 'A fixed set of members',
  keys: 'A fixed set of keys',
  limit: 'A limit of its container',
  size: 'Its size, compared before it grows',
  sweep: 'A timer or a loop that removes entries',
  expiry: 'Entries are replaced when they are old, never removed',
  restored: 'What adds an entry takes it away again',
  removed: 'Entries are removed one by one',
  nothing: 'Nothing that was seen',
};

/** @type {Record<StateData['holder'], string>} */
export const HOLDER_WORDS = {
  binding: 'Variable of a module',
  static: 'Static field of a class',
  field: 'Field of an object that lives as long as the process',
  global: 'Member of the global object',
};

/** @type {Record<AccessData['kind'], string>} */
export const ACCESS_WORDS = {
  assign: 'assigns it',
  write: 'writes to it',
  update: 'changes it',
  remove: 'removes from it',
  clear: 'empties it',
  read: 'reads it',
};

/** @type {Record<string, string>} */
export const CONTEXT_WORDS = { handler: 'on requests', job: 'in a job', startup: 'at start', script: 'in a script' };

/**
 * `1 finding`, `2 findings`.
 * @param {number} count
 * @param {string} noun
 */
export const counted = (count, noun) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/**
 * The fault without the advice.
 * @param {string} message
 */
export const shortened = (message) => message.split('; ')[0] ?? message;
