import { detailOf } from './detail.js';
import { h, pathText, prose } from './dom.js';
import { createFilters, EVERYTHING, fits, textOf } from './filters.js';
import { counted, HARM_WORDS, SEVERITY_WORDS, shortened } from './words.js';
/** @import { FindingData, PageData } from '../page-data.js' */
/** @import { Query } from './filters.js' */

/** Findings that are opened for paper; more would be a book. */
const PRINTED = 200;

/**
 * The list of findings: one row each, whose detail is made when it is opened.
 * @param {PageData} data
 */
export function createFindings(data) {
  const texts = new Map();
  const text = (/** @type {FindingData} */ finding) => {
    if (!texts.has(finding)) texts.set(finding, textOf(data, finding));
    return texts.get(finding);
  };
  const rows = data.findings.map((finding) => createRow(data, finding));
  const status = h('p', { class: 'status', role: 'status', tabindex: -1 });
  const list = h(
    'ol',
    { class: 'findings' },
    rows.map(({ item }) => item),
  );
  const apply = (/** @type {Query} */ query) => {
    let shown = 0;
    for (const row of rows) {
      row.item.hidden = !fits(data, row.finding, () => text(row.finding), query);
      if (!row.item.hidden) shown++;
    }
    status.textContent =
      shown === rows.length ? counted(shown, 'finding') : `${shown.toLocaleString('en')} of ${counted(rows.length, 'finding')}`;
  };
  const filters = createFilters(data, apply);
  apply(EVERYTHING);
  addEventListener('beforeprint', () => {
    const visible = rows.filter(({ item }) => !item.hidden);
    if (visible.length <= PRINTED) visible.forEach((row) => row.toggle(true));
  });
  const nothing = h('p', { class: 'lead' }, 'Nothing was found.');
  return {
    elements: rows.length === 0 ? [nothing] : [filters.form, status, list],
    /**
     * Shows what fits only, and leads there.
     * @param {Partial<Query>} query
     */
    filter(query) {
      filters.fill({ ...EVERYTHING, ...query });
      document.getElementById('findings')?.scrollIntoView();
      status.focus({ preventScroll: true });
    },
    /**
     * Opens one finding and leads there, whatever is filtered. Whether there is such a finding.
     * @param {string} id
     */
    open(id) {
      const row = rows.find(({ finding }) => finding.id === id);
      if (!row) return false;
      if (row.item.hidden) filters.fill(EVERYTHING);
      row.toggle(true);
      row.item.scrollIntoView({ block: 'start' });
      row.button.focus({ preventScroll: true });
      return true;
    },
  };
}

/**
 * @param {PageData} data
 * @param {FindingData} finding
 */
function createRow(data, finding) {
  const { id, severity, certainty, harm } = finding;
  const detail = h('div', { class: 'detail', id: `detail-${id}`, hidden: true });
  const button = h(
    'button',
    { type: 'button', class: 'row', 'aria-expanded': 'false', 'aria-controls': `detail-${id}`, onclick: () => clicked() },
    h('span', { class: `severity ${severity}` }, h('span', { class: `dot ${severity}`, 'aria-hidden': 'true' }), SEVERITY_WORDS[severity]),
    h(
      'span',
      { class: 'row-text' },
      h('span', { class: 'row-message' }, prose(shortened(finding.message))),
      h('span', { class: 'row-path faint' }, pathText(data.files[finding.file] ?? '', finding.line)),
    ),
    h('span', { class: 'row-kind faint' }, HARM_WORDS[harm].name, certainty === 'likely' && h('span', { class: 'tag' }, 'likely')),
  );
  const item = h('li', { class: 'finding', id: `finding-${id}` }, h('h3', null, button), detail);
  const toggle = (/** @type {boolean} */ open) => {
    if (open && detail.childElementCount === 0) detail.append(...detailOf(data, finding));
    detail.hidden = !open;
    item.classList.toggle('open', open);
    button.setAttribute('aria-expanded', String(open));
  };
  const clicked = () => {
    toggle(detail.hidden !== false);
    if (!detail.hidden) history.replaceState(null, '', `#finding=${id}`);
  };
  return { finding, item, button, toggle };
}
