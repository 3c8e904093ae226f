import { h, pathText } from './dom.js';
import { counted } from './words.js';
/** @import { PageData } from '../page-data.js' */

/**
 * What was looked at, what was not, and how to read the verdict.
 * @param {PageData} data
 * @returns {HTMLElement[]}
 */
export function aboutBody(data) {
  const date = new Date(data.generatedAt);
  const when = Number.isNaN(date.getTime())
    ? data.generatedAt
    : date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  const skipped = data.skipped.map(([reason, count]) => `${count.toLocaleString('en')} ${reason}`).join(', ');
  return [
    h(
      'p',
      null,
      `${data.tool.name} ${data.tool.version} read ${counted(data.files.length, 'file')} with ${counted(data.lines, 'line')} on ${when}.${skipped === '' ? '' : ` Left out: ${skipped}.`} The code was read, never run.`,
    ),
    h('h3', null, 'How to read the verdict'),
    h(
      'dl',
      { class: 'facts' },
      entry('Not yet', 'At least one error was proven that gives wrong data or loses updates when two replicas, or two requests, meet.'),
      entry(
        'With care',
        'Other errors and warnings: replicas differ, one slow part stops others, memory grows, or a fault is likely but not proven.',
      ),
      entry('Nothing found', 'No error and no warning. Advice does not count against a package.'),
    ),
    h('p', null, 'A package answers for the code that it runs: its own, and that of the packages of this project that it depends on.'),
    ...notes(data),
  ];
}

/**
 * @param {string} name
 * @param {string} text
 */
const entry = (name, text) => h('div', null, h('dt', null, name), h('dd', null, text));

/** @param {PageData} data */
function notes(data) {
  const { errors, suppressed } = data;
  const parts = [];
  if (errors.length > 0) {
    const items = errors.map(({ file, message }) => h('li', null, file !== '' && pathText(file), file !== '' && ': ', message));
    parts.push(
      h('h3', null, `What could not be read`),
      h('p', null, 'The verdict does not cover these.'),
      h('ul', { class: 'plain' }, items),
    );
  }
  if (suppressed.length > 0) {
    const items = suppressed.map(({ rule, file, line, reason }) =>
      h(
        'li',
        null,
        pathText(data.files[file] ?? '', line),
        ' ',
        h('code', null, data.rules[rule]?.id ?? ''),
        ` ${reason === '' ? 'without a reason' : reason}`,
      ),
    );
    parts.push(
      h('h3', null, `${counted(suppressed.length, 'finding')} switched off by a comment`),
      h('details', null, h('summary', null, 'Show them'), h('ul', { class: 'plain' }, items)),
    );
  }
  return parts;
}
