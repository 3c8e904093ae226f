import { h, pathText, prose } from './dom.js';
import { counted, shortened } from './words.js';
/** @import { FindingData, Frame, Hunk, PageData, RewriteData, StepData } from '../page-data.js' */

/**
 * What a finding shows when it is opened.
 * @param {PageData} data
 * @param {FindingData} finding
 * @returns {HTMLElement[]}
 */
export function detailOf(data, finding) {
  const path = data.files[finding.file] ?? '';
  /** @type {HTMLElement[]} */
  const parts = [];
  if (finding.timeline.steps.length > 0) parts.push(part('How it happens', timeline(data, finding)));
  if (finding.frame.lines.length > 0)
    parts.push(part('The code', h('p', { class: 'frame-path' }, pathText(path, finding.line)), frame(finding.frame)));
  const advice = finding.message.slice(shortened(finding.message).length + 2);
  if (advice !== '') parts.push(part('What to do', h('p', null, prose(`${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`))));
  parts.push(...finding.rewrites.map(rewrite));
  parts.push(facts(data, finding));
  return parts;
}

/**
 * @param {string} title
 * @param {...HTMLElement} content
 */
const part = (title, ...content) => h('div', { class: 'part' }, h('h4', null, title), ...content);

/**
 * @param {PageData} data
 * @param {FindingData} finding
 */
function timeline(data, { timeline: { lanes, steps } }) {
  return h(
    'div',
    { class: 'timeline' },
    h(
      'div',
      { class: 'lanes', 'aria-hidden': 'true' },
      h('span', { class: 'lane-name first' }, lanes[0]),
      h('span', { class: 'lane-name second' }, lanes[1]),
    ),
    h(
      'ol',
      { class: 'steps' },
      steps.map((step) => stepItem(data, step, lanes[step.lane])),
    ),
  );
}

/**
 * @param {PageData} data
 * @param {StepData} step
 * @param {string} lane
 */
function stepItem(data, { lane: index, message, at }, lane) {
  return h(
    'li',
    { class: `step ${index === 0 ? 'first' : 'second'}${at ? '' : ' implied'}` },
    h(
      'div',
      { class: 'step-body' },
      h('span', { class: 'hidden-text' }, `${lane}: `),
      h('p', { class: 'step-message' }, prose(message)),
      at && h('p', { class: 'step-at' }, pathText(data.files[at.file] ?? '', at.line)),
      at && at.code !== '' && h('p', { class: 'step-code' }, h('code', null, at.code)),
    ),
  );
}

/** @param {Frame} frame */
function frame({ first, lines }) {
  const row = (/** @type {Frame['lines'][number]} */ line, /** @type {number} */ i) => {
    const marked = typeof line !== 'string';
    const text = marked ? [line[0], h('mark', null, line[1]), line[2]] : [line];
    return h(
      'span',
      { class: marked ? 'line marked' : 'line' },
      h('span', { class: 'line-number', 'aria-hidden': 'true' }, first + i),
      h('span', { class: 'line-text' }, ...text, '\n'),
    );
  };
  return codeBlock('Code', lines.map(row));
}

/**
 * A block that scrolls sideways, and can be reached by the keyboard for that.
 * @param {string} label
 * @param {HTMLElement[]} lines
 */
const codeBlock = (label, lines) => h('pre', { class: 'code', tabindex: 0, role: 'group', 'aria-label': label }, h('code', null, lines));

/** @param {RewriteData} rewrite */
function rewrite({ title, hunks, more }) {
  const changes = hunks.flatMap((hunk) => [h('p', { class: 'frame-path' }, pathText(hunk.file, hunk.first)), diff(hunk)]);
  const rest = more === 0 ? [] : [h('p', { class: 'faint' }, `And ${counted(more, 'more place')}.`)];
  return part('The rewrite', h('p', { class: 'rewrite-title' }, prose(title)), ...changes, ...rest);
}

/** @param {Hunk} hunk */
function diff({ lines }) {
  const kinds = { '+': 'line added', '-': 'line removed', ' ': 'line' };
  const row = (/** @type {string} */ line) => {
    const sign = /** @type {'+' | '-' | ' '} */ (line[0]);
    return h(
      'span',
      { class: kinds[sign] },
      h('span', { class: 'line-number' }, sign),
      h('span', { class: 'line-text' }, `${line.slice(1)}\n`),
    );
  };
  return codeBlock('Change', lines.map(row));
}

/**
 * @param {PageData} data
 * @param {FindingData} finding
 */
function facts(data, { id, rule, kind, certainty, owners }) {
  const named = data.rules[rule];
  const row = (/** @type {string} */ name, /** @type {(Node | string)[]} */ ...value) =>
    h('div', null, h('dt', null, name), h('dd', null, ...value));
  return h(
    'dl',
    { class: 'facts' },
    row('Rule', h('code', null, named?.id ?? ''), ` (${kind}): ${named?.summary ?? ''}`),
    row(
      'Certainty',
      certainty === 'proven' ? 'Proven: every link was followed' : 'Likely: the trail ends, but the shape of the call is distinctive',
    ),
    owners.length > 0 && row('Owner', owners.map((owner) => data.owners[owner] ?? '').join(', ')),
    row('Link', h('a', { href: `#finding=${id}` }, `#finding=${id}`)),
  );
}
