import { h } from './dom.js';
import { HARM_ORDER, HARM_WORDS, SEVERITY_WORDS } from './words.js';
/** @import { FindingData, PageData } from '../page-data.js' */

/**
 * What is looked for; an empty string is everything. Owners and packages are indexes, `none` is no owner at all.
 * @typedef {{ text: string, harm: string, severity: string, certainty: string, rule: string, owner: string, package: string, path: string }} Query
 */

/** @type {Query} */
export const EVERYTHING = Object.freeze({ text: '', harm: '', severity: '', certainty: '', rule: '', owner: '', package: '', path: '' });

/**
 * Whether a finding is what is looked for. `text` is all its text in small letters.
 * @param {PageData} data
 * @param {FindingData} finding
 * @param {() => string} text
 * @param {Query} query
 */
export function fits(data, finding, text, query) {
  const { harm, severity, certainty, rule, owner, path } = query;
  if (harm !== '' && finding.harm !== harm) return false;
  if (severity !== '' && finding.severity !== severity) return false;
  if (certainty !== '' && finding.certainty !== certainty) return false;
  if (rule !== '' && String(finding.rule) !== rule) return false;
  if (query.package !== '' && String(finding.package) !== query.package) return false;
  if (owner === 'none' ? finding.owners.length > 0 : owner !== '' && !finding.owners.map(String).includes(owner)) return false;
  if (path !== '' && !isIn(data.files[finding.file] ?? '', path)) return false;
  const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => text().includes(word));
}

/**
 * Whether a file is that one, or lies in that folder.
 * @param {string} file
 * @param {string} path
 */
function isIn(file, path) {
  const wanted = path
    .trim()
    .replace(/^\.?\//, '')
    .replace(/\/$/, '');
  return file === wanted || file.startsWith(`${wanted}/`);
}

/**
 * All text of a finding, in small letters.
 * @param {PageData} data
 * @param {FindingData} finding
 */
export function textOf(data, finding) {
  const steps = finding.timeline.steps.map(({ message, at }) => `${message} ${at ? `${data.files[at.file]} ${at.code}` : ''}`);
  const code = finding.frame.lines.flat();
  const owners = finding.owners.map((owner) => data.owners[owner]);
  return [finding.message, data.files[finding.file], data.rules[finding.rule]?.id, finding.kind, finding.id, ...owners, ...steps, ...code]
    .join('\n')
    .toLowerCase();
}

/**
 * The form, and how it is read and filled.
 * @param {PageData} data
 * @param {(query: Query) => void} changed
 */
export function createFilters(data, changed) {
  const { findings } = data;
  const count = (/** @type {(finding: FindingData) => boolean} */ is) => findings.filter(is).length;
  /** @type {Record<keyof Query, HTMLInputElement | HTMLSelectElement>} */
  const fields = {
    text: input('search', 'Message, file, code …'),
    harm: select(HARM_ORDER.map((harm) => [harm, HARM_WORDS[harm].name, count((one) => one.harm === harm)])),
    severity: select(
      keysOf(SEVERITY_WORDS).map((severity) => [severity, SEVERITY_WORDS[severity], count((one) => one.severity === severity)]),
    ),
    certainty: select([
      ['proven', 'Proven', count((one) => one.certainty === 'proven')],
      ['likely', 'Likely', count((one) => one.certainty === 'likely')],
    ]),
    rule: select(data.rules.map(({ id }, index) => [String(index), id, count((one) => one.rule === index)])),
    owner: select([
      ...data.owners.map((name, index) => /** @type {Option} */ ([String(index), name, count((one) => one.owners.includes(index))])),
      ['none', 'Nobody', count((one) => one.owners.length === 0)],
    ]),
    package: select(data.packages.map(({ name }, index) => [String(index), name, count((one) => one.package === index)])),
    path: input('text', 'src/orders', foldersOf(data)),
  };
  const read = () => /** @type {Query} */ (Object.fromEntries(keysOf(fields).map((key) => [key, fields[key].value])));
  const labels = {
    text: 'Search',
    harm: 'Harm',
    severity: 'Severity',
    certainty: 'Certainty',
    rule: 'Rule',
    owner: 'Owner',
    package: 'Package',
    path: 'Folder or file',
  };
  const shown = keysOf(fields).filter((key) => (key === 'owner' ? data.hasOwners : key === 'package' ? data.packages.length > 1 : true));
  const reset = h('button', { type: 'button', class: 'quiet', onclick: () => fill(EVERYTHING) }, 'Show all');
  const rows = shown.map((key) =>
    h('label', { class: `field field-${key}` }, h('span', null, labels[key]), fields[key], key === 'path' && pathList(data)),
  );
  const form = h(
    'form',
    {
      class: 'filters',
      role: 'search',
      'aria-label': 'Filter findings',
      onsubmit: (event) => event.preventDefault(),
      oninput: () => changed(read()),
    },
    rows,
    reset,
  );
  /** @param {Query} query */
  function fill(query) {
    for (const key of keysOf(fields)) fields[key].value = query[key];
    changed(read());
  }
  return { form, read, fill };
}

/**
 * @template {object} T
 * @param {T} object
 * @returns {(keyof T & string)[]}
 */
const keysOf = (object) => /** @type {(keyof T & string)[]} */ (Object.keys(object));

/** @typedef {[value: string, label: string, count: number]} Option */

/**
 * @param {Option[]} options
 * @returns {HTMLSelectElement}
 */
function select(options) {
  const rows = options.filter(([, , count]) => count > 0).map(([value, label, count]) => h('option', { value }, `${label} (${count})`));
  return /** @type {HTMLSelectElement} */ (h('select', null, h('option', { value: '' }, 'All'), rows));
}

const LIST_ID = 'folders';

/**
 * @param {string} type
 * @param {string} placeholder
 * @param {string[]} [list]
 * @returns {HTMLInputElement}
 */
function input(type, placeholder, list) {
  return /** @type {HTMLInputElement} */ (
    h('input', { type, placeholder, autocomplete: 'off', spellcheck: 'false', list: list && LIST_ID })
  );
}

/** @param {PageData} data */
const pathList = (data) =>
  h(
    'datalist',
    { id: LIST_ID },
    foldersOf(data).map((value) => h('option', { value })),
  );

/**
 * Folders with findings, each with those around it.
 * @param {PageData} data
 */
function foldersOf({ files, findings }) {
  const folders = findings.flatMap(({ file }) => {
    const parts = (files[file] ?? '').split('/').slice(0, -1);
    return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
  });
  return [...new Set(folders)].sort();
}
