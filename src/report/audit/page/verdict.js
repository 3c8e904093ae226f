import { h, pathText, prose } from './dom.js';
import { counted, HARM_ORDER, HARM_WORDS, shortened, VERDICT_WORDS } from './words.js';
/** @import { FindingData, PackageData, PageData } from '../page-data.js' */

/**
 * The reason for the answer, what harm speaks against it, and the verdict on each package.
 * @param {PageData} data
 * @returns {HTMLElement[]}
 */
export function verdictBody(data) {
  return [h('p', { class: 'lead' }, reason(data)), harms(data), packages(data)];
}

/** @param {PageData} data */
function reason({ findings, files, verdict }) {
  const corrupting = findings.filter(({ against }) => against === 'no').length;
  const others = findings.filter(({ against }) => against === 'care').length;
  if (verdict === 'no') {
    const rest = others === 0 ? '' : ` ${others.toLocaleString('en')} more ${others === 1 ? 'asks' : 'ask'} for care.`;
    return `${counted(corrupting, 'finding')} ${corrupting === 1 ? 'shows' : 'show'} data that goes wrong or gets lost as soon as two replicas, or two requests, meet.${rest}`;
  }
  if (verdict === 'care') {
    return `Nothing was found that is sure to corrupt data, but ${counted(others, 'finding')} ${others === 1 ? 'says' : 'say'} where a second replica behaves differently, or where one slow part stops others.`;
  }
  return `${counted(files.length, 'file')} were read, and nothing in them tells two replicas apart. No analysis can prove that there is nothing.`;
}

/** @param {PageData} data */
function harms({ findings }) {
  const against = findings.filter((finding) => finding.against !== 'yes');
  return h(
    'dl',
    { class: 'harms' },
    HARM_ORDER.map((harm) => {
      const count = against.filter((finding) => finding.harm === harm).length;
      const { name, says } = HARM_WORDS[harm];
      const number =
        count === 0 ? '0' : h('a', { href: `#harm=${harm}`, 'aria-label': `${count}: show these findings` }, count.toLocaleString('en'));
      return h(
        'div',
        { class: count === 0 ? 'harm none' : 'harm' },
        h('dt', null, name),
        h('dd', { class: 'count' }, number),
        h('dd', { class: 'says' }, says),
      );
    }),
  );
}

/** @param {PageData} data */
function packages(data) {
  const rows = data.packages.map((one, index) => ({ one, index })).filter(({ one }) => one.files > 0);
  const rank = { no: 0, care: 1, yes: 2 };
  const weight = (/** @type {PackageData} */ one) => HARM_ORDER.reduce((sum, harm) => sum + one.harms[harm], 0);
  rows.sort((a, b) => rank[a.one.verdict] - rank[b.one.verdict] || weight(b.one) - weight(a.one) || (a.one.dir < b.one.dir ? -1 : 1));
  const against = rows.filter(({ one }) => one.verdict !== 'yes');
  const clean = rows.filter(({ one }) => one.verdict === 'yes');
  return h(
    'div',
    { class: 'packages' },
    h('h2', null, 'Package by package'),
    against.length > 0 && packageTable(data, against),
    clean.length > 0 && cleanPackages(clean, against.length > 0),
  );
}

/**
 * @param {{ one: PackageData }[]} rows
 * @param {boolean} others
 */
function cleanPackages(rows, others) {
  const list = h(
    'ul',
    { class: 'clean' },
    rows.map(({ one }) => h('li', null, h('bdi', null, one.name), ' ', h('span', { class: 'faint' }, counted(one.files, 'file')))),
  );
  const heading = `${others ? 'And ' : ''}${counted(rows.length, 'package')} with nothing found against ${rows.length === 1 ? 'it' : 'them'}`;
  return h('details', { open: rows.length <= 3 }, h('summary', null, heading), list);
}

/**
 * @param {PageData} data
 * @param {{ one: PackageData, index: number }[]} rows
 */
function packageTable(data, rows) {
  const head = h(
    'tr',
    null,
    h('th', { scope: 'col' }, 'Package'),
    h('th', { scope: 'col' }, 'Two replicas?'),
    HARM_ORDER.map((harm) => h('th', { scope: 'col', class: 'number' }, HARM_WORDS[harm].name)),
  );
  const body = rows.map(({ one, index }) => packageRow(data, one, index));
  return h(
    'table',
    { class: 'package-table' },
    h('caption', { class: 'hidden-text' }, 'Verdict and findings of each package'),
    h('thead', null, head),
    h('tbody', null, body),
  );
}

/**
 * @param {PageData} data
 * @param {PackageData} one
 * @param {number} index
 */
function packageRow(data, one, index) {
  const own = data.findings.filter((finding) => finding.package === index && finding.against !== 'yes');
  return h(
    'tr',
    null,
    h(
      'th',
      { scope: 'row' },
      h('bdi', { class: 'package-name' }, one.name),
      one.dir !== '' && one.dir !== one.name && h('span', { class: 'faint package-dir' }, pathText(one.dir)),
      reasons(data, own, index),
      through(data, one),
    ),
    h('td', { class: 'verdict-cell' }, h('span', { class: `verdict ${one.verdict}` }, VERDICT_WORDS[one.verdict])),
    HARM_ORDER.map((harm) => {
      const count = one.harms[harm];
      const label = `${HARM_WORDS[harm].name} in ${one.name}: ${count}`;
      return h(
        'td',
        { class: count === 0 ? 'number none' : 'number', 'data-label': HARM_WORDS[harm].name },
        count === 0 ? '–' : h('a', { href: `#package=${index}&harm=${harm}`, 'aria-label': label }, count),
      );
    }),
  );
}

/** Findings that are told at once; the others are a link away. */
const TOLD = 2;

/**
 * @param {PageData} data
 * @param {FindingData[]} own
 * @param {number} index
 */
function reasons(data, own, index) {
  if (own.length === 0) return null;
  const kinds = new Set();
  const different = own.filter(({ rule, kind }) => !kinds.has(`${rule} ${kind}`) && kinds.add(`${rule} ${kind}`));
  const told = different
    .slice(0, TOLD)
    .map((finding) =>
      h(
        'li',
        null,
        h('a', { href: `#finding=${finding.id}` }, prose(shortened(finding.message))),
        ' ',
        h('span', { class: 'faint' }, pathText(data.files[finding.file] ?? '', finding.line)),
      ),
    );
  const more = own.length > told.length && h('li', null, h('a', { href: `#package=${index}` }, `All ${counted(own.length, 'finding')}`));
  return h('ul', { class: 'reasons' }, told, more);
}

/**
 * @param {PageData} data
 * @param {PackageData} one
 */
function through(data, one) {
  if (one.through.length === 0) return null;
  const names = one.through.flatMap((index, i) => [
    i > 0 ? ', ' : '',
    h('a', { href: `#package=${index}` }, h('bdi', null, data.packages[index]?.name ?? '')),
  ]);
  return h('p', { class: 'through' }, 'Runs the code of ', names, ', and has its faults.');
}
