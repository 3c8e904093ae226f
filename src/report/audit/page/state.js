import { h, pathText } from './dom.js';
import { ACCESS_WORDS, BOUND_WORDS, CONTEXT_WORDS, counted, HOLDER_WORDS, SEVERITY_WORDS } from './words.js';
/** @import { AccessData, PageData, StateData } from '../page-data.js' */

/** Rows that are shown at once. */
const AT_ONCE = 40;

/**
 * The inventory: each piece of state, who writes it, who reads it, what bounds it. What a finding is about comes first.
 * @param {PageData} data
 * @returns {HTMLElement[]}
 */
export function stateBody(data) {
  const { states } = data;
  if (states.length === 0)
    return [h('p', { class: 'lead' }, 'No variable, field or container was found that functions change after load.')];
  const told = states.filter(({ finding }) => finding !== undefined).length;
  const judged =
    told === 0
      ? 'None of it was judged harmful.'
      : told === states.length
        ? `There is a finding about ${told === 1 ? 'it' : 'each of them'}.`
        : `There is a finding about ${told} of them; the others were judged harmless, and are listed so that you can disagree.`;
  const says = `${counted(states.length, 'piece')} of state ${states.length === 1 ? 'outlives' : 'outlive'} the call that changes ${states.length === 1 ? 'it' : 'them'}. Each replica has its own. ${judged}`;
  const sorted = [...states].sort(
    (a, b) => (a.finding ?? Infinity) - (b.finding ?? Infinity) || Number(a.bound !== 'nothing') - Number(b.bound !== 'nothing'),
  ); // NaN, for two without a finding, is false
  const body = h(
    'tbody',
    null,
    sorted.slice(0, AT_ONCE).map((state) => row(data, state)),
  );
  const rest = sorted.slice(AT_ONCE);
  const more = h(
    'button',
    { type: 'button', class: 'quiet', onclick: () => (body.append(...rest.map((state) => row(data, state))), more.remove()) },
    `Show ${rest.length} more`,
  );
  const head = ['State', 'Written by', 'Read by', 'What bounds it', 'Finding'].map((title) => h('th', { scope: 'col' }, title));
  const table = h(
    'table',
    { class: 'states' },
    h('caption', { class: 'hidden-text' }, 'Inventory of state'),
    h('thead', null, h('tr', null, head)),
    body,
  );
  return [h('p', { class: 'lead' }, says), table, ...(rest.length > 0 ? [more] : [])];
}

/**
 * @param {PageData} data
 * @param {StateData} state
 */
function row(data, state) {
  const { name, holder, shape, bound } = state;
  const finding = state.finding === undefined ? undefined : data.findings[state.finding];
  const cell = (/** @type {string} */ label, /** @type {(Node | string)[]} */ ...children) => h('td', { 'data-label': label }, ...children);
  return h(
    'tr',
    null,
    h(
      'th',
      { scope: 'row' },
      h('code', { class: 'state-name' }, name),
      h('span', { class: 'faint' }, pathText(data.files[state.file] ?? '', state.line)),
      h(
        'span',
        { class: 'faint' },
        `${HOLDER_WORDS[holder]}${shape === 'slot' ? '' : `, ${shape === 'Map' || shape === 'Set' ? shape : `an ${shape}`}`}`,
      ),
    ),
    cell('Written by', accesses(data, state, state.writes, state.moreWrites)),
    cell(
      'Read by',
      state.reads.length === 0
        ? h('span', { class: 'faint' }, 'nobody that was seen')
        : accesses(data, state, state.reads, state.moreReads),
    ),
    cell('What bounds it', h('span', { class: bound === 'nothing' ? 'unbounded' : '' }, BOUND_WORDS[bound])),
    cell(
      'Finding',
      finding
        ? h(
            'a',
            { href: `#finding=${finding.id}` },
            h('span', { class: `dot ${finding.severity}`, 'aria-hidden': 'true' }),
            SEVERITY_WORDS[finding.severity],
          )
        : h('span', { class: 'faint' }, 'none'),
    ),
  );
}

/**
 * Who, each once; where, for those who look closer.
 * @param {PageData} data
 * @param {StateData} state
 * @param {readonly AccessData[]} list
 * @param {number} more
 */
function accesses(data, { file }, list, more) {
  /** @type {Map<string, AccessData[]>} */
  const byFunction = new Map();
  for (const access of list) byFunction.set(access.by, [...(byFunction.get(access.by) ?? []), access]);
  const items = [...byFunction].map(([by, own]) => {
    const contexts = [...new Set(own.flatMap(({ contexts: all }) => all))].flatMap((context) => CONTEXT_WORDS[context] ?? []);
    const places = own.map((access) => `${data.files[access.file] ?? ''}:${access.line} ${ACCESS_WORDS[access.kind]}`).join('\n');
    const elsewhere = own.find((access) => access.file !== file);
    return h(
      'li',
      { title: places },
      h('bdi', null, by),
      contexts.length > 0 && h('span', { class: 'faint' }, ` ${contexts.join(', ')}`),
      elsewhere && h('span', { class: 'elsewhere' }, pathText(data.files[elsewhere.file] ?? '', elsewhere.line)),
    );
  });
  const [shown, hidden] = [items.slice(0, 3), items.slice(3)];
  const count = hidden.length + more;
  return h(
    'ul',
    { class: 'accesses' },
    shown,
    count > 0 &&
      h(
        'li',
        null,
        hidden.length === 0 ? `and ${count} more places` : h('details', null, h('summary', null, `${count} more`), h('ul', null, hidden)),
      ),
  );
}
